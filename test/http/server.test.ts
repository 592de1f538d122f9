import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { BATCH_CONTENT_TYPE } from '../../src/ingest/batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { batchOf } from '../support/batches.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = Date.UTC(2026, 0, 1) / 1000;

let app: FastifyInstance;
let store: UsageStore;

beforeEach(async () => {
  const acme = fakeAccount({
    id: 'acme',
    domains: [fakeClaim('www.a.com'), fakeClaim('*.b.com')],
    credentials: [
      { api: 'weir', token: 'acme-token' },
      { api: 'weir', token: 'a 密 钥' },
      { api: 'jdcloud', username: 'test_user', secretKey: 'jd-key' },
    ],
  });
  const other = fakeAccount({
    id: 'other',
    domains: [fakeClaim('other.com')],
    credentials: [{ api: 'weir', token: 'other-token' }],
  });
  const accounts: Accounts = { ...fakeAccounts([acme, other]), operators: [{ name: 'ops', token: 'ops-token' }] };
  const settings: Settings = {
    accounts,
    ingest: { token: 'any-token', nodes: [{ name: 'edge-1', token: 'edge-1-token' }] },
    retention: { fiveMinutesSeconds: 400 * 86_400 },
  };
  store = memoryStore();
  const receiver = new Receiver({
    store,
    ledger: await Ledger.load(store),
    retentionSeconds: () => settings.retention.fiveMinutesSeconds,
  });
  app = createServer({ settings: () => settings, store, receiver, vendors: createVendors(), clock: () => NOW });
});

const sample = batchOf([
  ['www.a.com', MINUTE, { requests: 2n, bytes: 10n, status_2xx: 2n }],
  ['x.b.com', MINUTE + 60, { requests: 1n, bytes: 2n ** 53n, origin_bytes: 5n }, 1],
  ['nobody.example', MINUTE, { requests: 1n, bytes: 1n }],
]);

function ingest(token: string, payload: Buffer = encodeBatch(sample), headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${token}`, 'content-type': BATCH_CONTENT_TYPE, ...headers };
  return app.inject({ method: 'POST', url: '/weir/v1/ingest', headers: all, payload });
}

function get(url: string, token?: string) {
  return app.inject({ url, headers: token ? { authorization: `Bearer ${token}` } : {} });
}

describe('health', () => {
  test('healthz, readyz and metrics need no token', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/readyz')).json()).toEqual({ status: 'ready' });
    expect((await get('/metrics')).body).toMatch(/weir_ready 1/);
  });

  test('readyz says no while the store cannot answer, healthz still says yes', async () => {
    store.ping = () => Promise.reject(new StoreError('unavailable', 'disk full at /secret/path'));
    const answer = await get('/readyz');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      503,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.body).not.toContain('/secret/path');
    expect((await get('/healthz')).statusCode).toBe(200);
  });

  test('an unknown path is a problem, not a page', async () => {
    expect((await get('/weir/v1/nothing')).json()).toMatchObject({ status: 404, title: 'not-found' });
  });
});

describe('the ingest end point', () => {
  test('acknowledges what is stored, plain or gzipped, and a re-send with the same words', async () => {
    const first = await ingest('any-token');
    expect(first.json()).toEqual({
      acknowledged: [{ index: 0, bytes: 1000, future: 0, expired: 0, forgotten: 0 }],
      known: 0,
      twins: [],
    });
    const again = await ingest('edge-1-token', gzipSync(encodeBatch(sample)), { 'content-encoding': 'gzip' });
    expect(again.json()).toEqual({ ...first.json(), known: 1 });
  });

  test('tells a program which segment contradicts what is counted, and how much of it is', async () => {
    await ingest('any-token');
    const answer = await ingest('any-token', encodeBatch({ ...sample, meterHash: 'a'.repeat(32) }));
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ title: 'format-changed', status: 409, segment: 0, bytes: 1000 });
  });

  test.each<[string, string, Buffer, Record<string, string>, number, RegExp]>([
    ['no token', '', encodeBatch(sample), {}, 401, /Authorization/],
    ['a reader’s token', 'acme-token', encodeBatch(sample), {}, 401, /ingest token/],
    [
      'another node’s token',
      'edge-1-token',
      encodeBatch({ ...sample, node: 'edge-2' }),
      {},
      403,
      /edge-1, the batch is from edge-2/,
    ],
    [
      'another content type',
      'any-token',
      encodeBatch(sample),
      { 'content-type': 'application/json' },
      415,
      /vnd.weir.segments/,
    ],
    ['an unknown encoding', 'any-token', encodeBatch(sample), { 'content-encoding': 'br' }, 415, /gzip/],
    [
      'broken gzip',
      'any-token',
      gzipSync(encodeBatch(sample)).subarray(0, 50),
      { 'content-encoding': 'gzip' },
      400,
      /gzip/,
    ],
    [
      'a gzip bomb',
      'any-token',
      gzipSync(Buffer.alloc(300 * 2 ** 20)),
      { 'content-encoding': 'gzip' },
      413,
      /inflates/,
    ],
    ['junk', 'any-token', Buffer.from('junk'), {}, 400, /not a usable batch/],
    ['nothing', 'any-token', Buffer.alloc(0), {}, 400, /./],
  ])('refuses %s', async (_what, token, payload, headers, status, detail) => {
    const answer = await ingest(token, payload, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json().detail).toMatch(detail);
  });

  test('says 503 and keeps nothing when the store cannot take it', async () => {
    store.put = () => Promise.reject(new StoreError('unavailable', 'disk full'));
    expect((await ingest('any-token')).statusCode).toBe(503);
  });
});

describe('GET /weir/v1/usage', () => {
  beforeEach(async () => {
    await ingest('any-token');
  });
  const range = `start=${MINUTE}&end=2026-01-01T00:10:00Z`;

  test('answers exact series, also beyond 2^53, zeros filled', async () => {
    const answer = await get(
      `/weir/v1/usage?${range}&domain=www.a.com,x.b.com&metrics=bytes,requests,bandwidth_bps`,
      'acme-token',
    );
    expect(answer.body).toBe(
      `{"start":${MINUTE},"end":${MINUTE + 600},"step_seconds":300,"time_zone":"Asia/Shanghai","series":[` +
        `{"domain":"www.a.com","start":[${MINUTE},${MINUTE + 300}],"bytes":[10,0],"requests":[2,0],"bandwidth_bps":[0,0]},` +
        `{"domain":"x.b.com","estimated":true,"start":[${MINUTE},${MINUTE + 300}],"bytes":[9007199254740992,0],"requests":[1,0],"bandwidth_bps":[240191980126426,0]}]}`,
    );
  });

  test('leaves the domain out for all of the account’s, wildcard hosts included', async () => {
    const { series } = (await get(`/weir/v1/usage?${range}&metrics=bytes`, 'acme-token')).json();
    expect(series.map((one: { domain: string }) => one.domain)).toEqual(['www.a.com', 'x.b.com']);
  });

  test('sums the domains with group_by=none', async () => {
    const { series } = (
      await get(`/weir/v1/usage?${range}&metrics=requests&group_by=none&step=1m`, 'acme-token')
    ).json();
    expect(series).toEqual([
      {
        domain: null,
        estimated: true,
        start: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => MINUTE + i * 60),
        requests: [2, 1, 0, 0, 0, 0, 0, 0, 0, 0],
      },
    ]);
  });

  test('days are the account’s, or the zone’s that is asked for', async () => {
    const days = async (zone: string) =>
      (await get(`/weir/v1/usage?${range}&step=1d&metrics=bytes&domain=www.a.com${zone}`, 'acme-token')).json();
    expect(await days('')).toMatchObject({
      start: MINUTE - 8 * 3600,
      end: MINUTE + 16 * 3600,
      time_zone: 'Asia/Shanghai',
    });
    expect(await days('&time_zone=UTC')).toMatchObject({ start: MINUTE, end: MINUTE + 86_400, time_zone: 'UTC' });
  });

  test('a token may hold spaces and any characters, sent as UTF-8', async () => {
    const utf8 = Buffer.from('a 密 钥').toString('latin1');
    expect((await get(`/weir/v1/usage?${range}`, utf8)).statusCode).toBe(200);
  });

  test('an operator sees every host, unclaimed ones too', async () => {
    const { series } = (await get(`/weir/v1/usage?${range}&metrics=bytes`, 'ops-token')).json();
    expect(series.map((one: { domain: string }) => one.domain)).toEqual(['nobody.example', 'www.a.com', 'x.b.com']);
    expect((await get(`/weir/v1/usage?${range}&domain=never.example`, 'ops-token')).statusCode).toBe(404);
    expect((await get(`/weir/v1/usage?${range}&domain=other.com`, 'ops-token')).statusCode).toBe(200);
  });

  test.each([
    ['no token', `${range}`, undefined, 401],
    ['a wrong token', `${range}`, 'acme-tokem', 401],
    ['an ingest token', `${range}`, 'any-token', 401],
    ['another account’s domain', `${range}&domain=other.com`, 'acme-token', 404],
    ['an unknown domain', `${range}&domain=nobody.example`, 'acme-token', 404],
    ['a bad time', 'start=yesterday', 'acme-token', 400],
    ['a date that does not exist', 'start=2026-02-30T00:00:00Z&end=2026-03-05T00:00:00Z', 'acme-token', 400],
    ['a reversed range', `start=${MINUTE}&end=${MINUTE - 1}`, 'acme-token', 400],
    ['a huge range', 'start=1000&end=4000000000&step=1m', 'acme-token', 400],
    ['an unknown step', `${range}&step=2m`, 'acme-token', 400],
    ['an unknown metric', `${range}&metrics=bytes,__proto__`, 'acme-token', 400],
    ['an unknown parameter', `${range}&domains=www.a.com`, 'acme-token', 400],
    ['an unknown zone', `${range}&time_zone=Mars/Base`, 'acme-token', 400],
    ['a parameter given twice', `${range}&step=5m&step=1m`, 'acme-token', 400],
  ])('refuses %s', async (_what, query, token, status) => {
    const answer = await get(`/weir/v1/usage?${query}`, token);
    expect([answer.statusCode, answer.json().status]).toEqual([status, status]);
  });
});

describe('GET /weir/v1/domains', () => {
  test('lists what a reader may ask about', async () => {
    await ingest('any-token');
    const names = async (token: string) =>
      (await get('/weir/v1/domains', token))
        .json()
        .domains.map((one: { domain: string; account: string | null }) => [one.domain, one.account]);
    expect(await names('acme-token')).toEqual([
      ['www.a.com', 'acme'],
      ['x.b.com', 'acme'],
    ]);
    expect(await names('ops-token')).toEqual([
      ['nobody.example', null],
      ['other.com', 'other'],
      ['www.a.com', 'acme'],
      ['x.b.com', 'acme'],
    ]);
  });
});
