import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { openRepairs } from '../../src/repair/repairs.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf } from '../support/batches.ts';
import { fakeAccount, fakeAccounts } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = Date.UTC(2026, 0, 1) / 1000;

let app: FastifyInstance;
let store: UsageStore;

beforeEach(async () => {
  const acme = fakeAccount({ id: 'acme', credentials: [{ api: 'weir', token: 'acme-token' }] });
  const accounts: Accounts = { ...fakeAccounts([acme]), operators: [{ name: 'ops', token: 'ops-token' }] };
  const settings: Settings = { accounts, ingest: { nodes: [] }, retention: { fiveMinutesSeconds: 400 * 86_400 } };
  store = memoryStore();
  const ledger = await Ledger.load(store);
  const repairs = await openRepairs({ store, ledger, settled: async () => {} });
  const receiver = new Receiver({ store, ledger, retentionSeconds: () => 400 * 86_400, rules: repairs.rules });
  app = createServer({ settings: () => settings, store, receiver, repairs, vendors: [], clock: () => NOW });
  const sample = batchOf([
    ['www.a.com', MINUTE, { requests: 2n, bytes: 10n }],
    ['www.a.com', MINUTE + 60, { requests: 1n, bytes: 2n ** 53n + 1n }],
  ]);
  await receiver.receive(sample, NOW);
  await receiver.receive({ ...sample, node: 'edge/2 ü' }, NOW);
});

function ask(method: 'GET' | 'POST', path: string, body?: unknown, token = 'ops-token') {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  return app.inject({ method, url: `/weir/v1/${path}`, headers, ...(payload !== undefined && { payload }) });
}

const SCOPE = { domain: 'WWW.a.com:80', from: '2026-01-01T00:00:00Z', to: MINUTE + 120 };

describe('operators only', () => {
  test.each([
    ['GET', 'nodes'],
    ['GET', 'nodes/edge-1'],
    ['POST', 'nodes/edge-1/rename'],
    ['POST', 'nodes/edge-1/retire'],
    ['POST', 'nodes/edge-1/unretire'],
    ['POST', 'forget'],
    ['GET', 'forgotten'],
    ['POST', 'forgotten/x/undo'],
  ] as const)('%s /weir/v1/%s', async (method, path) => {
    const body = method === 'POST' ? {} : undefined;
    const [account, nobody] = [await ask(method, path, body, 'acme-token'), await ask(method, path, body, 'x')];
    expect([account.statusCode, account.json().title]).toEqual([403, 'forbidden']);
    expect([nobody.statusCode, nobody.json().title]).toEqual([401, 'unauthorized']);
  });
});

describe('nodes over HTTP', () => {
  test('are listed with exact times and a possible double count', async () => {
    const { nodes } = (await ask('GET', 'nodes')).json();
    expect(nodes[0]).toEqual({
      ...{ name: 'edge-1', other_names: [], retired: false, streams: 1, segments: 1, lines: 2, rejects: {} },
      ...{ first_minute: MINUTE, last_minute: MINUTE + 60, last_stored: NOW / 1000 },
      possible_double_counts: [{ node: 'edge/2 ü', segments: 1 }],
      ...{ state: null, last_heartbeat: null, lag_seconds: null }, // no agent
    });
  });

  test('are renamed, shown and retired, whatever characters their names have', async () => {
    const path = `nodes/${encodeURIComponent('edge/2 ü')}`;
    const renamed = await ask('POST', `${path}/rename`, { name: 'b / c' });
    expect(renamed.json()).toEqual({ name: 'b / c', other_names: ['edge/2 ü'], retired: false });
    const retired = await ask('POST', `nodes/${encodeURIComponent('b / c')}/retire`);
    expect(retired.json()).toMatchObject({ name: 'b / c', retired: true });
    const { streams } = (await ask('GET', path)).json();
    expect(streams).toMatchObject([{ stream: '0123456789abcdef0123456789abcdef', bytes: 1000, segments: 1 }]);
    expect((await ask('POST', `${path}/unretire`)).json()).toMatchObject({ retired: false });
  });

  test.each([
    ['nodes/nobody/retire', undefined, 404, 'unknown-node'],
    ['nodes/edge-1/rename', { name: 'edge/2 ü' }, 409, 'name-in-use'],
    ['nodes/edge-1/rename', { name: '' }, 400, 'bad-parameter'],
    ['nodes/edge-1/rename', { name: 'a\nb' }, 400, 'bad-parameter'],
    ['nodes/edge-1/rename', { nam: 'x' }, 400, 'bad-parameter'],
    ['nodes/edge-1/rename', '{', 400, 'bad-parameter'],
    ['nodes/edge-1/rename', undefined, 400, 'bad-parameter'],
  ] as const)('%s with %j is refused', async (path, body, status, title) => {
    const answer = await ask('POST', path, body);
    expect([answer.statusCode, answer.json().title]).toEqual([status, title]);
    expect((await ask('GET', 'nodes')).json().nodes[0]).toMatchObject({
      name: 'edge-1',
      other_names: [],
      retired: false,
    });
  });
});

describe('forgetting over HTTP', () => {
  test('a dry run answers exact sums, needs no reason and changes nothing', async () => {
    const answer = await ask('POST', 'forget', { ...SCOPE, dry_run: true });
    const range = `"from":${MINUTE},"to":${MINUTE + 120}`;
    expect(answer.body).toBe(
      `{"dry_run":true,"domain":"www.a.com","node":null,"stream":null,${range},"removed":{"rows":4,"requests":6,"bytes":18014398509482006}}`,
    );
    expect((await ask('GET', 'forgotten')).json()).toEqual({ forgotten: [] });
  });

  test('is written down with who, when and why, and can be undone', async () => {
    const done = await ask('POST', 'forget', { ...SCOPE, node: 'edge-1', reason: ' load test ' });
    const { id } = done.json();
    const range = `"from":${MINUTE},"to":${MINUTE + 120}`;
    const removal = `{"id":"${id}","dry_run":false,"domain":"www.a.com","node":"edge-1","stream":null,${range},"reason":"load test","by":"ops","at":${NOW / 1000},"removed":{"rows":2,"requests":3,"bytes":9007199254741003},"applied":true,"undone":`;
    expect(done.body).toBe(`${removal}null}`);
    expect((await ask('GET', 'forgotten')).body).toBe(`{"forgotten":[${removal}null}]}`);
    const undone = `${removal}{"by":"ops","at":${NOW / 1000}}}`;
    expect((await ask('POST', `forgotten/${id}/undo`)).body).toBe(undone);
    expect((await ask('POST', 'forgotten/nothing/undo')).json()).toMatchObject({
      status: 404,
      title: 'unknown-removal',
    });
  });

  test.each<[string, object, RegExp]>([
    ['no domain', { domain: undefined }, /domain/],
    ['a wildcard', { domain: '*.a.com' }, /domain.*one host name/],
    ['no name', { domain: 'a b' }, /domain/],
    ['a part of a minute', { from: MINUTE + 30 }, /from.*whole minute/],
    ['a part of a second', { to: '2026-01-01T00:01:00.5Z' }, /to.*whole minute/],
    ['no time', { to: 'tomorrow' }, /to.*RFC 3339/],
    ['a time before 1970', { from: -60 }, /from.*RFC 3339/],
    ['a wrong type', { from: 1.5 }, /from/],
    ['an empty range', { to: MINUTE }, /to: not after from/],
    ['days that are still to come', { to: NOW / 1000 + 2 * 86_400 }, /to.*ahead/],
    ['no reason', {}, /reason/],
    ['an empty reason', { reason: ' ' }, /reason/],
    ['no stream id', { reason: 'x', stream: 'access.log' }, /stream/],
    ['an unknown field', { reason: 'x', nodes: 'edge-1' }, /additional|nodes/],
  ])('refuses %s and says so', async (_what, changes, detail) => {
    const answer = await ask('POST', 'forget', { ...SCOPE, ...changes });
    expect(answer.json()).toMatchObject({ status: 400, title: 'bad-parameter', detail: expect.stringMatching(detail) });
    expect((await ask('GET', 'forgotten')).json()).toEqual({ forgotten: [] });
  });

  test('refuses a node and a stream that nobody knows', async () => {
    const node = await ask('POST', 'forget', { ...SCOPE, node: 'edge-9', reason: 'x' });
    expect(node.json()).toMatchObject({ status: 404, title: 'unknown-node' });
    const stream = await ask('POST', 'forget', { ...SCOPE, stream: 'a'.repeat(32), dry_run: true });
    expect(stream.json()).toMatchObject({ status: 404, title: 'unknown-stream' });
  });

  test('a store that fails is a 503 without its words, and the next call finishes what was begun', async () => {
    const { zeroRows } = store;
    store.zeroRows = () => Promise.reject(new StoreError('unavailable', 'disk full at /secret/path'));
    const failed = await ask('POST', 'forget', { ...SCOPE, reason: 'x' });
    expect([failed.statusCode, failed.json().title]).toEqual([503, 'unavailable']);
    expect(failed.body).not.toContain('/secret/path');
    expect((await ask('GET', 'forgotten')).json().forgotten).toMatchObject([{ applied: false }]);
    store.zeroRows = zeroRows;
    await ask('POST', 'forget', { ...SCOPE, from: MINUTE + 60, reason: 'y' });
    const { forgotten } = (await ask('GET', 'forgotten')).json();
    expect(forgotten.map(({ applied }: { applied: boolean }) => applied)).toEqual([true, true]);
    expect((await ask('POST', 'forget', { ...SCOPE, dry_run: true })).json().removed.rows).toBe(0);
  });
});
