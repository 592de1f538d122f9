import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import { BATCH_MS, MAX_CONNECTIONS, PATIENCE } from '../../src/http/slow-clients.ts';
import { BATCH_CONTENT_TYPE } from '../../src/ingest/batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';
import { exchange } from '../support/raw-http.ts';

// How long a slow client is waited for, with a patience that a test can wait for; and what it may ask for at all.

const SHORT = { headersMs: 300, bodyMs: 300, stalledMs: 1500, checkMs: 50 };
let app: FastifyInstance;
let url: string;

beforeEach(async () => {
  const acme = fakeAccount({
    id: 'acme',
    domains: [fakeClaim('*.b.com', { from: 2 ** 31 })],
    credentials: [
      { api: 'weir', token: 'acme-token' },
      { api: 'weir', token: '密码 à 你' }, // its last byte is what Latin-1 calls a space
    ],
  });
  const accounts: Accounts = { ...fakeAccounts([acme]), operators: [] };
  const settings = { accounts, ingest: { token: 'any', nodes: [] }, retention: { fiveMinutesSeconds: 1e9 } };
  const store = memoryStore();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
  const common = { settings: () => settings, store, receiver, vendors: createVendors(), clock: Date.now };
  app = createServer({ ...common, patience: SHORT });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(() => app.close());

describe('a client is waited for so long and no longer', () => {
  const post = 'POST /api/flow HTTP/1.1\r\nHost: x\r\n';
  const cases: [string, string, number | undefined][] = [
    ['that says nothing', '', 408],
    ['whose headers do not end', 'GET /healthz HTTP/1.1\r\nHost: x\r\n', 408],
    ['whose body does not come', `${post}Content-Length: 9\r\n\r\n`, 408],
    ['whose body does not end', `${post}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`, 408],
    ['that was refused and sends on', `${post}Content-Length: 99999999\r\n\r\n{`, 200],
    [
      'that was refused, sends on and wanted to close',
      `${post}Connection: close\r\nContent-Length: 99999999\r\n\r\n{`,
      200,
    ],
    ['whose batch nobody may send', `POST /weir/v1/ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n`, 401],
  ];
  test.each(cases)('%s', async (_, bytes, status) => {
    const { answers, isClosed, seconds } = await exchange(url, bytes, { quietMs: 5000 });
    expect(isClosed).toBe(true);
    expect(seconds).toBeLessThan(2.5);
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('but a sender of batches for longer', async () => {
    const head = `POST /weir/v1/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer any\r\nContent-Type: ${BATCH_CONTENT_TYPE}\r\n`;
    const { isClosed } = await exchange(url, `${head}Content-Length: 99\r\n\r\n`, { quietMs: 900 });
    expect(isClosed).toBe(false);
  });

  test('a body that comes in time, byte by byte, is read', async () => {
    const bytes = `${post}Connection: close\r\nContent-Length: 2\r\n\r\n{`;
    const { answers } = await exchange(url, bytes, { later: [100, '}'] });
    expect(answers.map(({ body }) => JSON.parse(body))).toEqual([{ status: 3, msg: '用户名不能为空' }]);
  });

  test('the real patience is minutes at most, and a body has at least 30 kB/s', () => {
    expect(PATIENCE.headersMs + PATIENCE.checkMs).toBeLessThanOrEqual(30_000);
    expect(2 ** 20 / (PATIENCE.bodyMs / 1000)).toBeGreaterThan(30_000);
    expect(PATIENCE.bodyMs).toBeLessThan(BATCH_MS);
    expect(BATCH_MS).toBeLessThanOrEqual(300_000);
    expect(app.server.maxConnections).toBe(MAX_CONNECTIONS);
  });
});

describe('what may be asked for', () => {
  const ask = (query: string, token = 'acme-token') =>
    fetch(`${url}/weir/v1/usage?${query}`, {
      headers: { authorization: `Bearer ${Buffer.from(token).toString('latin1')}` },
    });

  test('an answer has seven million numbers at most, also where there is nothing to read', async () => {
    const day = 'start=1700000000&end=1700086400&step=1m';
    const names = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.b.com`).join();
    const most = Math.floor(7_000_000 / 1441 / 11);
    expect((await ask(`${day}&domain=${names(most)}`)).status).toBe(200);
    const refused = await ask(`${day}&domain=${names(most + 1)}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ title: 'bad-parameter', detail: expect.stringContaining('7000000') });
    expect((await ask(`${day}&group_by=none&domain=${names(most + 1)}`)).status).toBe(200);
  });

  test('a token may end in any letter', async () => {
    expect((await ask('step=1d', '密码 à 你')).status).toBe(200);
    expect((await ask('step=1d', '密码 à 他')).status).toBe(401);
  });
});
