import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Expected, starts, wallText } from '../support/expected-answers.ts';
import { askHuawei, askJd, askQcloud, askWeir } from '../support/independent-clients.ts';
import { generateLog, LOG_FORMAT, TRUTH_COUNTERS, Truth, type TruthRow } from '../support/log-truth.ts';
import { startWeir, temporaryFolder, weir } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';

// The whole program against an independent calculation: random logs from three nodes are ingested by the real command
// into the real server, and every API is compared cell by cell; then every file comes again, as it is, gzipped, renamed,
// grown and in another order, and nothing may have changed.

const seed = runSeed('whole program');
const random = createRandom(seed);
const folder = temporaryFolder('whole');
const DAY = 86_400;
const END = Math.floor(Date.now() / 1000) - 3600;
const START = END - 9 * DAY;
const ACME = ['deep.y.b.com', 'play.live.com', 'www.a.com', 'x.b.com'];
const HOSTS = [...ACME, 'other.com', 'b.com', 'nobody.example'];

const CONFIG = `
listen: 127.0.0.1:0
store: { kind: embedded, path: ${join(folder.path, 'data')} }
ingest: { token: ingest-secret }
formats: { edge: { nginx: '${LOG_FORMAT}' } }
operators: [ { name: ops, token: ops-secret } ]
accounts:
  - id: acme
    projects: [ { id: 0, name: default }, { id: 7, name: video } ]
    domains:
      - { name: www.a.com, project: 0 }
      - { name: play.live.com, project: 7, service: live }
      - { name: "*.b.com", project: 7 }
    credentials:
      - { api: jdcloud, username: test_user, secret_key: jd-secret }
      - { api: qcloud, secret_id: AKIDacme, secret_key: qcloud-secret }
      - { api: huaweicloud, project_id: acme-project, token: huawei-secret }
      - { api: weir, token: acme-secret }
  - id: other
    domains: [ { name: other.com } ]
    credentials: [ { api: weir, token: other-secret } ]
`;

let server: Awaited<ReturnType<typeof startWeir>>;
let expected: Expected;
const truth = new Truth();
const files: { node: string; path: string; text: string }[] = [];

async function ingest(node: string, path: string): Promise<void> {
  const args = [
    'ingest',
    path,
    '--format',
    'edge',
    '-c',
    join(folder.path, 'weir.yaml'),
    '--node',
    node,
    '--server',
    server.url,
    '--token',
    'ingest-secret',
  ];
  const { code, stderr } = await weir(args);
  expect(stderr, `ingest ${path}`).not.toMatch(/^weir: /m);
  expect(code).toBe(0);
}

beforeAll(async () => {
  writeFileSync(join(folder.path, 'weir.yaml'), CONFIG);
  for (const node of ['edge-1', 'edge-2', 'edge-3']) {
    mkdirSync(join(folder.path, node));
    for (const part of [0, 1]) {
      const name = `${node}-${part}`;
      const span = { start: START + part * 4 * DAY, end: part === 1 ? END : START + 5 * DAY };
      const text = generateLog({ seed: random.below(2 ** 31), lines: 3000, hosts: HOSTS, name, ...span }, truth);
      const path = join(folder.path, node, `access-${part}.log`);
      writeFileSync(path, text);
      files.push({ node, path, text });
    }
  }
  expected = new Expected(truth);
  server = await startWeir(join(folder.path, 'weir.yaml'));
  for (const { node, path } of files) await ingest(node, path);
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

/** All questions, each compared in full. */
async function compareEverything(): Promise<void> {
  await compareJd();
  await compareQcloud();
  await compareHuawei();
  await compareNative();
}

async function compareJd(): Promise<void> {
  const [first, last] = [START + DAY, START + 4 * DAY + 1234];
  const range = {
    start_time: `${wallText(first).slice(0, 10)}  ${wallText(first).slice(11, 16)}`,
    end_time: wallText(last).slice(0, 16),
  };
  const [from, to] = [first - (first % 60), last - (last % 60)];
  const ask = (path: string, domain: string) => askJd(server.url, path, 'test_user', 'jd-secret', { domain, ...range });
  expect(await ask('/api/flow', ' www.a.com , x.b.com')).toEqual({
    status: 0,
    msg: '成功',
    data: ['www.a.com', 'x.b.com'].map((domain) => ({ domain, data: expected.jdFlow([domain], from, to) })),
  });
  expect(await ask('/api/flow', '')).toEqual({
    status: 0,
    msg: '成功',
    data: [{ domain: '', data: expected.jdFlow(ACME, from, to) }],
  });
  expect(await ask('/api/origin_ratio', 'deep.y.b.com')).toEqual({
    status: 0,
    msg: '成功',
    data: [{ domain: 'deep.y.b.com', data: expected.jdOriginRatio('deep.y.b.com', from, to) }],
  });
  expect(await ask('/api/live/bandwidth_flow', 'play.live.com')).toEqual({
    status: 0,
    msg: 'Successful',
    data: expected.jdLive(['play.live.com'], from, to),
  });
}

async function compareQcloud(): Promise<void> {
  const ask = (parameters: Record<string, string>) => askQcloud(server.url, 'AKIDacme', 'qcloud-secret', parameters);
  for (const [days, minutes] of [
    [2.3, 5],
    [4.2, 60],
    [8, 1440],
  ] as const) {
    for (const statType of ['flux', 'bandwidth'] as const) {
      const end = START + 0.3 * DAY + days * DAY;
      const [startDate, endDate] = [wallText(START + 0.3 * DAY), wallText(Math.floor(end))];
      const data = expected.qcloudDays(ACME, statType, minutes, START + 0.3 * DAY, Math.floor(end));
      expect(await ask({ startDate, endDate, statType }), `${statType} ${minutes}`).toEqual({
        code: 0,
        message: '',
        codeDesc: 'Success',
        data,
      });
      const one = expected.qcloudDays(['x.b.com', 'www.a.com'], statType, minutes, START + 0.3 * DAY, Math.floor(end));
      const asked = {
        startDate,
        endDate,
        statType,
        'hosts.0': 'x.b.com',
        'hosts.1': 'www.a.com',
        'projects.0': '7',
        'projects.1': '0',
      };
      expect(await ask(asked)).toEqual({ code: 0, message: '', codeDesc: 'Success', data: one });
    }
  }
}

async function compareHuawei(): Promise<void> {
  const iso = (at: number) => new Date(at * 1000).toISOString().replace(/\.\d+/, '');
  const [start, end] = [START + 1000, START + 2 * DAY];
  for (const step of [5, 60, 1440]) {
    const range = { start_time: iso(start), end_time: iso(end), step: String(step) };
    const ask = (parameters: Record<string, string>) =>
      askHuawei(server.url, 'acme-project', 'huawei-secret', { ...range, ...parameters });
    expect(await ask({})).toEqual(expected.huawei(['play.live.com'], step, start, end));
    expect(await ask({ domain: 'www.a.com' })).toEqual(expected.huawei(['www.a.com'], step, start, end));
  }
}

async function compareNative(): Promise<void> {
  const from = START - (START % 3600) + 8 * 3600;
  for (const [step, seconds, end] of [
    ['1m', 60, from + DAY],
    ['5m', 300, from + 3 * DAY],
    ['1h', 3600, from + 9 * DAY],
  ] as const) {
    const parameters = { start: String(from), end: String(end), step, metrics: TRUTH_COUNTERS.join(',') };
    const { body } = await askWeir(server.url, 'acme-secret', parameters);
    const buckets = starts(from, end, seconds);
    const series = ACME.map((domain) => ({
      domain,
      start: buckets,
      ...Object.fromEntries(
        TRUTH_COUNTERS.map((metric) => [metric, buckets.map((at) => Number(truthSum(domain, metric, at, seconds)))]),
      ),
    }));
    expect(body).toEqual({ start: from, end, step_seconds: seconds, time_zone: 'Asia/Shanghai', series });
  }
}

function truthSum(domain: string, metric: keyof TruthRow, start: number, seconds: number): bigint {
  return seconds === 60
    ? (truth.domains.get(domain)?.get(start)?.[metric] ?? 0n)
    : expected.sum([domain], metric, start, start + seconds);
}

describe('the whole program equals an independent calculation', () => {
  test('after each file was ingested once', compareEverything);

  test('after every file came again: gzipped, renamed, in another order', async () => {
    for (const { node, path, text } of random.shuffle(files)) {
      const copy = join(folder.path, node, `renamed-${random.below(1e9)}.gz`);
      writeFileSync(copy, gzipSync(text));
      await ingest(node, random.chance(0.5) ? copy : path);
    }
    await compareEverything();
  });

  test('after a file that grew was ingested, and then an older, shorter copy of it', async () => {
    const { node, path, text } = random.pick(files);
    const more = new Truth();
    const added = generateLog(
      { seed: random.below(2 ** 31), lines: 500, hosts: HOSTS, start: END - DAY, end: END },
      more,
    );
    for (const [domain, minutes] of more.domains) {
      for (const [minute, row] of minutes) {
        const sum = truth.row(domain, minute);
        for (const name of Object.keys(row) as (keyof TruthRow)[]) sum[name] += row[name];
      }
    }
    expected = new Expected(truth);
    writeFileSync(path, text + added);
    await ingest(node, path);
    writeFileSync(`${path}.short`, text.slice(0, text.length / 2));
    await ingest(node, `${path}.short`);
    await compareEverything();
  });

  test('an operator sees the hosts that nobody claims, an account does not', async () => {
    const range = {
      start: String(START - DAY),
      end: String(END + DAY),
      step: '1d',
      metrics: 'bytes',
      time_zone: 'UTC',
    };
    const { text } = await askWeir(server.url, 'ops-secret', { ...range, domain: 'nobody.example' });
    const days = /"bytes":\[([\d,]+)\]/.exec(text)![1]!.split(',');
    expect(days.reduce((sum, day) => sum + BigInt(day), 0n)).toBe(truth.sum(['nobody.example'], 'bytes', 0, 2 ** 32));
    expect((await askWeir(server.url, 'acme-secret', { ...range, domain: 'nobody.example' })).status).toBe(404);
    expect((await askWeir(server.url, 'acme-secret', { ...range, domain: 'other.com' })).status).toBe(404);
  });

  test('everything is still there after a restart', async () => {
    await server.stop();
    server = await startWeir(join(folder.path, 'weir.yaml'));
    await compareEverything();
  });
});
