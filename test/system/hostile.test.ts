import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultOf } from '../support/answer-shape.ts';
import { exchange } from '../support/raw-http.ts';
import { residentMiB } from '../support/resident-memory.ts';
import { answersOf, type SampleServer, SECRETS, startSampleServer } from '../support/sample-server.ts';
import type { Case } from './hostile/case.ts';
import { heartbeat } from './hostile/heartbeat.ts';
import { huaweicloud } from './hostile/huaweicloud.ts';
import { jdcloud } from './hostile/jdcloud.ts';
import { lengths, notHttp, post } from './hostile/not-http.ts';
import { own } from './hostile/own.ts';
import { qcloud, signedForm } from './hostile/qcloud.ts';

// whoever it was for, and whoever asks properly beside it and after it is answered as ever.

let server: SampleServer;
let before: unknown[];
beforeAll(async () => {
  server = await startSampleServer();
  before = await answersOf(server.url);
});
afterAll(() => server?.dispose());

const groups: [string, Case[]][] = [
  ['what is no HTTP', notHttp],
  ['lengths that lie', lengths],
  ['JD Cloud', jdcloud],
  ['Tencent Cloud', qcloud],
  ['Huawei Cloud', huaweicloud],
  ['Weir’s own', own],
  ['heartbeats', heartbeat],
];

// A refusal must not take long enough to be worth sending: a request that keeps the one thread busy keeps it from all.
const QUICK_SECONDS = 3;

describe.each(groups)('%s', (_, cases) => {
  test.each(cases)('$name', async ({ bytes, status, says, options }) => {
    const { answers, seconds } = await exchange(server.url, bytes(), { quietMs: 5000, ...options });
    const last = answers.at(-1);
    expect(last?.status, last?.body.slice(0, 500)).toBe(status);
    expect(last!.body.slice(0, 2000)).toMatch(says);
    for (const answer of answers) expect(faultOf(answer)).toBeUndefined();
    expect(seconds).toBeLessThan(QUICK_SECONDS);
  });
});

test('a replayed request of Tencent is refused', async () => {
  const bytes = signedForm();
  const codes = [];
  for (let i = 0; i < 3; i++) codes.push(JSON.parse((await exchange(server.url, bytes)).answers[0]!.body).code);
  expect(codes).toEqual([0, 4500, 4500]);
});

test('clients that send slowly, never end or never read keep nobody waiting', async () => {
  const slow = Array.from({ length: 300 }, (_, i) => {
    const bytes = [
      'GET /healthz HTTP/1.1\r\nHost: x\r\nX-',
      `${post}Content-Length: 1000\r\n\r\n{`,
      `${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(20),
      '',
    ][i % 5]!;
    return exchange(server.url, bytes, { quietMs: 4000 });
  });
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const started = performance.now();
    expect(await answersOf(server.url)).toEqual(before);
    times.push(performance.now() - started);
  }
  // far below what the server waits for a slow client (slow-clients.ts), and far above what a busy machine takes
  expect(Math.max(...times)).toBeLessThan(9000);
  await Promise.all(slow);
});

test('after all of that the answers are the same, nothing failed inside, and the memory was given back', async () => {
  expect(await answersOf(server.url)).toEqual(before);
  expect(server.output()).not.toMatch(/"level":[56]0/);
  for (const secret of Object.values(SECRETS)) expect(server.output()).not.toContain(secret);
  // The largest answers above are refused before there is room made for them, the largest bodies are 64 MiB and inflate to
  // 256 MiB for a moment; the sum of all cases would be far over 1 GiB.
  expect(residentMiB(server.child.pid!)).toBeLessThan(900);
});
