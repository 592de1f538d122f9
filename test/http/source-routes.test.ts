import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { openRepairs, type Repairs } from '../../src/repair/repairs.ts';
import { Sources } from '../../src/sources/sources.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf } from '../support/batches.ts';
import { fakeAccount, fakeAccounts } from '../support/fake-accounts.ts';
import { heartbeatOf, reportedStream } from '../support/heartbeats.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = NOW / 1000 - 60;
const STREAM = '0123456789abcdef0123456789abcdef';

let app: FastifyInstance;
let store: UsageStore;
let receiver: Receiver;
let repairs: Repairs;
let settings: Settings;
let now: number;
let log: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  now = NOW;
  log = [];
  const acme = fakeAccount({ id: 'acme', credentials: [{ api: 'weir', token: 'acme-token' }] });
  const accounts: Accounts = { ...fakeAccounts([acme]), operators: [{ name: 'ops', token: 'ops-token' }] };
  const nodes = [{ name: 'edge-1', token: 'edge-1-token' }];
  settings = { accounts, ingest: { token: 'any-token', nodes }, retention: { fiveMinutesSeconds: 400 * 86_400 } };
  store = memoryStore();
  await start();
});

afterEach(async () => {
  await app.close();
  vi.useRealTimers();
});

/** The server as it comes up with what the store has. */
async function start(): Promise<void> {
  const ledger = await Ledger.load(store);
  repairs = await openRepairs({ store, ledger, settled: async () => {} });
  receiver = new Receiver({ store, ledger, retentionSeconds: () => 400 * 86_400, rules: repairs.rules });
  const sources = await Sources.open({ store, ledger, repairs, now });
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log.push(JSON.parse(String(chunk)).msg);
      done();
    },
  });
  const logger = pino({ level: 'info' }, stream);
  const options = { settings: () => settings, store, receiver, repairs, sources, vendors: [], clock: () => now };
  app = createServer({ ...options, logger });
}

function beat(body: unknown = heartbeatOf(now), token = 'any-token', headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  return app.inject({ method: 'POST', url: '/weir/v1/heartbeat', headers: all, payload });
}

const get = (url: string, token = 'ops-token') => app.inject({ url, headers: { authorization: `Bearer ${token}` } });
const sources = async (query = '') => (await get(`/weir/v1/sources${query}`)).json().sources;
const state = async (node = 'edge-1') => (await sources(`?node=${node}`))[0].state;

/** Lets the server look after its agents, as it does by itself every few seconds. */
async function pass(seconds: number): Promise<void> {
  now += seconds * 1000;
  await vi.advanceTimersByTimeAsync(5000);
}

describe('a heartbeat', () => {
  test('is answered with the server’s time', async () => {
    const answer = await beat();
    expect([answer.statusCode, answer.json()]).toEqual([200, { now: NOW }]);
  });

  test.each<[string, unknown, string, number, string, RegExp]>([
    ['no token', heartbeatOf(NOW), '', 401, 'unauthorized', /Authorization/],
    ['a reader’s token', heartbeatOf(NOW), 'ops-token', 401, 'unauthorized', /ingest token/],
    [
      'another node’s token',
      heartbeatOf(NOW, { node: 'edge-2' }),
      'edge-1-token',
      403,
      'foreign-node',
      /edge-1, the heartbeat is from edge-2/,
    ],
    ['no JSON', '{', 'any-token', 400, 'bad-parameter', /JSON/],
    ['a missing member', { ...heartbeatOf(NOW), spool: undefined }, 'any-token', 400, 'bad-parameter', /spool/],
    ['a node without a name', heartbeatOf(NOW, { node: '' }), 'any-token', 400, 'bad-parameter', /node/],
    ['a node with a line break', heartbeatOf(NOW, { node: 'a\nb' }), 'any-token', 400, 'bad-parameter', /node/],
    [
      'a stream that is no hash',
      heartbeatOf(NOW, { streams: [reportedStream({ stream: 'x' })] }),
      'any-token',
      400,
      'bad-parameter',
      /streams\/0\/stream/,
    ],
    ['an absurd interval', heartbeatOf(NOW, { interval_seconds: 1e9 }), 'any-token', 400, 'bad-parameter', /interval/],
    [
      '2,001 streams',
      heartbeatOf(NOW, { streams: Array.from({ length: 2001 }, () => reportedStream()) }),
      'any-token',
      400,
      'bad-parameter',
      /streams/,
    ],
    [
      'a fault that is a book',
      heartbeatOf(NOW, { streams: [reportedStream({ fault: 'x'.repeat(1001) })] }),
      'any-token',
      400,
      'bad-parameter',
      /fault/,
    ],
    ['two megabytes', ' '.repeat(2 ** 21), 'any-token', 413, 'bad-request', /too large/],
  ])('with %s is refused', async (_what, body, token, status, title, detail) => {
    const answer = await beat(body, token);
    expect([answer.statusCode, answer.json().title]).toEqual([status, title]);
    expect(answer.json().detail).toMatch(detail);
    expect(await sources()).toEqual([]);
  });

  test('is not inflated', async () => {
    expect((await beat('x', 'any-token', { 'content-encoding': 'gzip' })).statusCode).toBe(415);
  });

  test('of a newer agent may say more, which is not kept', async () => {
    expect((await beat({ ...heartbeatOf(now), mood: 'fine' })).statusCode).toBe(200);
    expect(JSON.stringify(await sources())).not.toContain('mood');
  });

  test('of a retired node is refused', async () => {
    await receiver.receive(batchOf([]), now);
    await repairs.nodes.retire('edge-1');
    expect((await beat()).json()).toMatchObject({ status: 403, title: 'retired' });
    await repairs.nodes.unretire('edge-1');
    expect((await beat()).statusCode).toBe(200);
  });

  test('with a token that was taken out of the config is refused from then on', async () => {
    expect((await beat(heartbeatOf(now), 'edge-1-token')).statusCode).toBe(200);
    settings = { ...settings, ingest: { nodes: [] } };
    expect((await beat(heartbeatOf(now), 'edge-1-token')).statusCode).toBe(401);
  });
});

describe('GET /weir/v1/sources', () => {
  test('is for operators, and knows no other parameter than node', async () => {
    expect((await get('/weir/v1/sources', 'acme-token')).json()).toMatchObject({ status: 403, title: 'forbidden' });
    expect((await get('/weir/v1/sources', 'any-token')).statusCode).toBe(401);
    expect((await get('/weir/v1/sources?nodes=x')).json()).toMatchObject({ status: 400, title: 'bad-parameter' });
    expect((await get('/weir/v1/sources?node=a&node=b')).json()).toMatchObject({ status: 400, title: 'bad-parameter' });
    expect((await get('/weir/v1/sources?node=nobody')).json()).toMatchObject({ status: 404, title: 'unknown-node' });
  });

  test('joins what is stored with what the agent says', async () => {
    const samples = Array.from({ length: 9 }, (_, i) => ({ reason: 'host' as const, offset: i, line: `line ${i}` }));
    const rejected = { rejects: { host: 9 }, samples, lines: 12 };
    await receiver.receive(batchOf([['www.a.com', MINUTE, { requests: 3n, bytes: 7n }]], rejected), now);
    await beat(
      heartbeatOf(now - 2500, { streams: [reportedStream({ slow_lines: 4, lag_bytes: 80, last_line: MINUTE })] }),
    );
    expect(await sources()).toEqual([
      {
        ...{ node: 'edge-1', kind: 'agent', state: 'ok', version: '0.1.0', address: '127.0.0.1' },
        started: NOW / 1000 - 3602.5,
        last_heartbeat: NOW / 1000,
        interval_seconds: 10,
        clock_skew_seconds: 2.5,
        lag_bytes: 80,
        lag_seconds: 57,
        spool: { bytes: 0, limit: 2 ** 30, is_full: false },
        inputs: [{ input: '/var/log/nginx/*access.log*', kind: 'log', format: 'weir', files: 1, fault: null }],
        streams: [
          {
            ...{ path: '/var/log/nginx/access.log', stream: STREAM, format: 'weir', state: 'following', fault: null },
            ...{ lines: 12, rejects: { host: 9 }, samples: samples.slice(0, 5) },
            ...{ last_minute: MINUTE, last_stored: NOW / 1000, bytes: 1000, pending_bytes: 0 },
            ...{ lag_bytes: 80, lag_seconds: 57, slow_lines: 4 },
          },
        ],
      },
    ]);
  });

  test('shows nodes that only ever used weir ingest, and logs that an agent does not follow any more', async () => {
    await receiver.receive({ ...batchOf([]), node: 'laptop' }, now);
    await receiver.receive({ ...batchOf([]), stream: 'a'.repeat(32), path: 'old.log' }, now);
    await beat();
    const [edge, laptop] = await sources();
    expect(edge.streams.map(({ path, state }: { path: string; state: string }) => [path, state])).toEqual([
      ['/var/log/nginx/access.log', 'following'],
      ['old.log', 'stored'],
    ]);
    expect(laptop).toMatchObject({ node: 'laptop', kind: 'ingest', state: 'ok', last_heartbeat: null, spool: null });
    expect(laptop.streams).toMatchObject([{ state: 'stored', lag_bytes: null, format: 'weir' }]);
  });

  test('finds a renamed node by each of its names', async () => {
    await receiver.receive(batchOf([]), now);
    await repairs.nodes.rename('edge-1', 'paris-1');
    await beat();
    for (const name of ['edge-1', 'paris-1'])
      expect(await sources(`?node=${name}`)).toMatchObject([{ node: 'paris-1' }]);
  });

  test.each<[string, object, string]>([
    [
      'an input with a fault',
      { inputs: [{ input: 'x', kind: 'log', format: 'weir', files: 0, fault: 'no such folder' }] },
      'faulty',
    ],
    ['a refused stream', { streams: [reportedStream({ state: 'refused' })] }, 'faulty'],
    ['a full spool', { spool: { bytes: 9, limit: 9, is_full: true } }, 'behind'],
    [
      'a log that is read an hour late',
      { streams: [reportedStream({ lag_bytes: 1, last_line: NOW / 1000 - 3600 })] },
      'behind',
    ],
    [
      'a log that is read a minute late',
      { streams: [reportedStream({ lag_bytes: 1, last_line: NOW / 1000 - 60 })] },
      'ok',
    ],
  ])('calls %s by its name', async (_what, changes, expected) => {
    await beat(heartbeatOf(now, changes));
    expect(await state()).toBe(expected);
  });

  test('shows a share of each node’s streams where there are very many nodes', async () => {
    const streams = Array.from({ length: 100 }, (_, i) => reportedStream({ path: `${i}.log`, stream: null }));
    for (let i = 0; i < 500; i++) await beat(heartbeatOf(now, { node: `edge-${i}`, streams }));
    const all = await sources();
    expect(all.map((source: { streams: unknown[] }) => source.streams.length)).toEqual(Array(500).fill(40));
    expect((await sources('?node=edge-7'))[0].streams).toHaveLength(100);
  });
});

describe('a node that falls silent', () => {
  test('is reported after three intervals, once, and once when it is back', async () => {
    await beat();
    await pass(30);
    expect([await state(), log]).toEqual(['ok', []]);
    await pass(1);
    await pass(60);
    expect([await state(), log]).toEqual(['silent', ['node edge-1 is silent: no heartbeat for three intervals']]);
    await beat();
    await pass(1);
    expect([await state(), log.slice(1)]).toEqual(['ok', ['node edge-1 is heard again']]);
  });

  test('is not silent because the server was away, and is where it stays away itself', async () => {
    await receiver.receive(batchOf([]), now);
    await beat();
    await pass(1); // written down
    await app.close();
    now += 3_600_000;
    await start();
    expect(await state()).toBe('ok');
    await pass(31);
    expect(await state()).toBe('silent');
    expect((await sources())[0]).toMatchObject({ last_heartbeat: NOW / 1000, version: '0.1.0', address: null });
    expect(log).toEqual(['node edge-1 is silent: no heartbeat for three intervals']);
  });

  test('is nobody’s business once it is retired', async () => {
    await receiver.receive(batchOf([]), now);
    await beat();
    await repairs.nodes.retire('edge-1');
    await pass(100);
    expect([await state(), log]).toEqual(['retired', []]);
    expect((await get('/metrics')).body).not.toContain('weir_agent_up{');
  });

  test('an invented name is forgotten at the next start', async () => {
    await beat(heartbeatOf(now, { node: 'invented' }));
    await pass(100);
    expect(await store.records('heartbeats')).toEqual([]);
  });
});

describe('what is written down', () => {
  test('is written at most once a minute however often nodes are heard', async () => {
    await receiver.receive(batchOf([]), now);
    const putRecord = vi.spyOn(store, 'putRecord');
    for (let second = 0; second < 300; second += 5) {
      await beat();
      await pass(5);
    }
    expect(putRecord.mock.calls.length).toBeGreaterThan(3);
    expect(putRecord.mock.calls.length).toBeLessThan(8);
    await pass(100);
    await pass(100);
    const written = putRecord.mock.calls.length;
    await pass(100); // nothing new
    expect(putRecord.mock.calls.length).toBe(written);
  });

  test('a store that cannot write is said once, and nothing else suffers', async () => {
    await receiver.receive(batchOf([]), now);
    store.putRecord = () => Promise.reject(new StoreError('unavailable', 'disk full'));
    await beat();
    for (let i = 0; i < 4; i++) await pass(60);
    expect(log.filter((line) => line.startsWith('heartbeats cannot be written'))).toHaveLength(1);
    expect((await beat()).statusCode).toBe(200);
  });
});

describe('/metrics', () => {
  test('tells of agents and of rejected lines', async () => {
    await receiver.receive(batchOf([], { rejects: { host: 3, time: 1 } }), now);
    const streams = [reportedStream({ lag_bytes: 512, last_line: NOW / 1000 - 600 })];
    await beat(heartbeatOf(now + 1500, { streams, spool: { bytes: 77, limit: 100, is_full: false } }));
    const { body } = await get('/metrics');
    for (const line of [
      'weir_agent_up{node="edge-1"} 1',
      'weir_agent_lag_bytes{node="edge-1"} 512',
      'weir_agent_lag_seconds{node="edge-1"} 601',
      'weir_agent_spool_bytes{node="edge-1"} 77',
      'weir_agent_clock_skew_seconds{node="edge-1"} -1.5',
      'weir_agents{state="behind"} 1',
      'weir_agents{state="ok"} 0',
      'weir_rejected_lines_total{node="edge-1",reason="host"} 3',
      'weir_rejected_lines_total{node="edge-1",reason="time"} 1',
    ])
      expect(body.split('\n')).toContain(line);
    now += 31_000;
    expect((await get('/metrics')).body).toContain('weir_agent_up{node="edge-1"} 0');
  });

  test('has a bounded number of series, and invented names do not push out a node', async () => {
    await receiver.receive({ ...batchOf([]), node: 'zurich' }, now);
    await beat(heartbeatOf(now, { node: 'zurich' }));
    for (let i = 0; i < 1100; i++) await beat(heartbeatOf(now, { node: `invented-${i}`, streams: [] }));
    const { body } = await get('/metrics');
    expect(body.match(/^weir_agent_up\{/gm)).toHaveLength(1000);
    expect(body).toContain('weir_agent_up{node="zurich"} 1');
    expect(body).toContain('weir_agents{state="ok"} 1101');
  });
});

test('docs/sources.md shows a heartbeat that is taken, and the answer’s members in their order', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/sources.md'), 'utf8');
  const [shown, heartbeat] = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json]) => JSON.parse(json!));
  expect((await beat(heartbeat)).statusCode).toBe(200);
  const documented = shown.sources[0];
  const [answered] = await sources();
  expect(Object.keys(answered)).toEqual(Object.keys(documented));
  expect(Object.keys(answered.streams[0])).toEqual(Object.keys(documented.streams[0]));
  expect(answered.inputs).toEqual(documented.inputs);
});

test('GET /weir/v1/nodes says how the agents are', async () => {
  await receiver.receive({ ...batchOf([]), node: 'laptop' }, now);
  await beat(heartbeatOf(now, { streams: [reportedStream({ lag_bytes: 1, last_line: NOW / 1000 - 60 })] }));
  now += 60_000;
  const { nodes } = (await get('/weir/v1/nodes')).json();
  expect(nodes).toMatchObject([
    { name: 'edge-1', segments: 0, state: 'silent', last_heartbeat: NOW / 1000, lag_seconds: 60 },
    { name: 'laptop', segments: 1, state: null, last_heartbeat: null, lag_seconds: null },
  ]);
});
