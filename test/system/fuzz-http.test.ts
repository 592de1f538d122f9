import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultOf, type Shape, shapeOf } from '../support/answer-shape.ts';
import { bytesOf, type HostileRequest, hostileRequest } from '../support/hostile-requests.ts';
import { createRandom, FUZZ_SCALE, type Random, runSeed } from '../support/random.ts';
import { exchange, type RawAnswer, RawConnection } from '../support/raw-http.ts';
import { residentMiB } from '../support/resident-memory.ts';
import { answersOf, type SampleServer, SECRETS, startSampleServer } from '../support/sample-server.ts';

// Spoiled requests of every end point at the real server, thousands a minute: each is answered, in its dialect, without a
// failure inside, and nothing of what was stored has changed afterwards.

const SEED = runSeed('HTTP fuzzer');
const SECONDS = 11 * FUZZ_SCALE;
const WARM_UP_SECONDS = 5; // the engine's caches, the compiler's code and the largest heap that it takes
const CONNECTIONS = 16;
// What the collector may leave between two looks at a heap that serves 1,000 requests a second; a leak of one request in
// ten, at 2 kB, would be more than that in a nightly run.
const ROOM_MIB = 150;

// Otherwise the fuzzer would not get far enough to find anything.
const MUST_BE_SEEN = [
  ...['jdcloud 200', 'qcloud 200', 'huaweicloud 400', 'huaweicloud 401', 'problem 400', 'problem 401', 'problem 404'],
  ...['jdcloud 200 ok', 'qcloud 200 ok', 'huaweicloud 200 ok', 'native 200 ok', 'page 200', 'metrics 200'],
];

let server: SampleServer;
let before: unknown[];
beforeAll(async () => {
  server = await startSampleServer();
  before = await answersOf(server.url);
});
afterAll(() => server?.dispose());

/** The dialect that a request must be answered in, if its path is still one of somebody's. */
function expectedShapes({ method, target }: HostileRequest): readonly (Shape | undefined)[] | undefined {
  if (method === 'POST' && /^\/api\/(flow|origin_ratio|live\/bandwidth_flow)(\?|$)/.test(target)) return ['jdcloud'];
  if (/^\/v2\/index\.php(\?|$)/.test(target) && (method === 'POST' || method === 'GET')) return ['qcloud'];
  if (/^\/v1\//.test(target) && method !== 'HEAD') return ['huaweicloud'];
  if (/^\/weir\/v1\//.test(target) && method !== 'HEAD') return ['native', 'problem'];
  return undefined;
}

function whatIsWrong(request: HostileRequest, answer: RawAnswer | 'closed' | 'hung'): string | undefined {
  if (answer === 'closed' || answer === 'hung') return answer;
  const shapes = expectedShapes(request);
  const refusedByHttp = [400, 417, 431].includes(answer.status) && shapeOf(answer) === 'problem';
  if (shapes && !shapes.includes(shapeOf(answer)) && !refusedByHttp) return `not in the shape of ${shapes}`;
  return faultOf(answer);
}

interface Tally {
  requests: number;
  readonly answers: Map<string, number>;
}

/** 'qcloud 200' is a refusal, 'qcloud 200 ok' an answer. */
function kindOf(answer: RawAnswer): string {
  const isOk = /^{"(status|code)":0,|^{"total"|"series"|"acknowledged"/.test(answer.body);
  return `${shapeOf(answer)} ${answer.status}${isOk ? ' ok' : ''}`;
}

async function run(random: Random, connection: RawConnection, until: number, tally: Tally): Promise<void> {
  const { host } = new URL(server.url);
  while (performance.now() < until) {
    const request = hostileRequest(random, server.url);
    const bytes = bytesOf(request, host);
    const answer = await connection.send(bytes, { isHead: request.method === 'HEAD' });
    const wrong = whatIsWrong(request, answer);
    if (wrong !== undefined) {
      throw new Error(
        `${wrong}\n${bytes.toString('latin1').slice(0, 3000)}\n->\n${JSON.stringify(answer).slice(0, 3000)}`,
      );
    }
    const kind = kindOf(answer as RawAnswer);
    tally.requests++;
    tally.answers.set(kind, (tally.answers.get(kind) ?? 0) + 1);
  }
}

async function runAll(seconds: number, seed: number): Promise<Tally> {
  const tally = { requests: 0, answers: new Map<string, number>() };
  const until = performance.now() + seconds * 1000;
  const connections = Array.from({ length: CONNECTIONS }, () => new RawConnection(server.url));
  try {
    await Promise.all(connections.map((connection, i) => run(createRandom(seed + i), connection, until, tally)));
  } finally {
    for (const connection of connections) connection.close();
  }
  return tally;
}

test(`any request is answered in its dialect, and nothing is changed by it, seed ${SEED}`, async () => {
  await runAll(WARM_UP_SECONDS, SEED);
  const warm = residentMiB(server.child.pid!);
  const { requests, answers } = await runAll(SECONDS, SEED + 1000);
  const grown = residentMiB(server.child.pid!) - warm;
  const perMinute = Math.round((requests / SECONDS) * 60);
  console.log(
    `${requests} requests, ${perMinute} a minute; memory ${warm.toFixed(0)} MiB ${grown >= 0 ? '+' : ''}${grown.toFixed(0)}`,
  );
  console.log(
    [...answers]
      .sort()
      .map(([kind, count]) => `${kind}: ${count}`)
      .join(', '),
  );
  expect(grown).toBeLessThan(ROOM_MIB);
  for (const kind of MUST_BE_SEEN) {
    expect(answers.get(kind), `${kind} is among the answers`).toBeGreaterThan(10);
  }
  expect(await answersOf(server.url)).toEqual(before);
  expect(server.output()).not.toMatch(/"level":[56]0/);
  for (const secret of Object.values(SECRETS)) expect(server.output()).not.toContain(secret);
});

test(`a request that is cut off or garbled anywhere is answered or ended, seed ${SEED}`, async () => {
  const random = createRandom(SEED + 2000);
  const { host } = new URL(server.url);
  for (let i = 0; i < 40 * FUZZ_SCALE; i++) {
    const several = Array.from({ length: 25 }, async () => {
      const bytes = bytesOf(hostileRequest(random, server.url), host);
      const garbled = random.chance(0.5) ? bytes.subarray(0, random.below(bytes.length)) : garble(random, bytes);
      const { answers, isClosed, seconds } = await exchange(server.url, garbled, { halfClose: true, quietMs: 10_000 });
      const wrong = answers.map(faultOf).find((fault) => fault !== undefined) ?? (isClosed ? undefined : 'it hung');
      expect(wrong, `${garbled.toString('latin1').slice(0, 3000)}\n->\n${JSON.stringify(answers)}`).toBeUndefined();
      expect(seconds).toBeLessThan(10);
    });
    await Promise.all(several);
  }
  expect(await answersOf(server.url)).toEqual(before);
  expect(server.output()).not.toMatch(/"level":[56]0/);
});

/** A few bytes of the whole request, its first line and headers included, are others. */
function garble(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 1 + random.below(3); i > 0; i--) copy[random.below(Math.min(copy.length, 400))] = random.below(256);
  return copy;
}
