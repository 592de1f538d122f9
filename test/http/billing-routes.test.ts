import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { BillAnswer, WhatIfAnswer } from '../../src/billing/bill-answer.ts';
import { type Contract, defaultTerms } from '../../src/billing/contract.ts';
import { fraction } from '../../src/billing/fraction.ts';
import { METHOD_NAMES } from '../../src/billing/method-names.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { batchOf } from '../support/batches.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 10, 20, 3, 7); // 11:07 in Shanghai; the five minutes that hold it have not ended
const OCTOBER = Date.UTC(2026, 8, 30, 16) / 1000; // by Shanghai's clocks
const NOVEMBER = Date.UTC(2026, 9, 31, 16) / 1000;
const DAY = 86_400;

const CONTRACT: Contract = {
  ...defaultTerms('Asia/Shanghai'),
  ...{ isContract: true, fromMonth: '2026-11', method: 'peak', overhead: fraction(11n, 10n), unitBase: 1024 },
  price: {
    ...{ commit: fraction(1n), perUnit: fraction(37n, 2n), overagePerUnit: fraction(21n), currency: 'CNY' },
  },
};

let app: FastifyInstance;

beforeEach(async () => {
  const acme = fakeAccount({
    id: 'acme',
    domains: [fakeClaim('www.a.com'), fakeClaim('*.b.com', { from: OCTOBER + DAY })],
    credentials: [{ api: 'weir', token: 'acme-token' }],
    contracts: [CONTRACT],
  });
  const other = fakeAccount({ id: 'other', domains: [fakeClaim('other.com')], timeZone: 'Asia/Kathmandu' });
  const accounts: Accounts = { ...fakeAccounts([acme, other]), operators: [{ name: 'ops', token: 'ops-token' }] };
  const settings: Settings = { accounts, ingest: { nodes: [] }, retention: { fiveMinutesSeconds: 400 * DAY } };
  const store = memoryStore();
  const ledger = await Ledger.load(store);
  const receiver = new Receiver({ store, ledger, retentionSeconds: () => 400 * DAY });
  app = createServer({ settings: () => settings, store, receiver, vendors: [], clock: () => NOW });
  const sample = batchOf([
    ['www.a.com', OCTOBER - 60, { bytes: 10n ** 15n }], // September's
    ['www.a.com', OCTOBER, { bytes: 2n ** 53n }],
    ['www.a.com', OCTOBER + 240, { bytes: 1n }],
    ['x.b.com', OCTOBER + 60, { bytes: 777n }], // before acme's claim
    ['www.a.com', OCTOBER + 2 * DAY, { bytes: 3_000_000n }],
    ['x.b.com', OCTOBER + 2 * DAY + 60, { bytes: 4_500_000n }], // the same five minutes
    ['www.a.com', NOVEMBER, { bytes: 75_000_000n }],
    ['www.a.com', NOVEMBER + 19 * DAY + 11 * 3600, { bytes: 60n }], // 11:00 today
    ['www.a.com', NOVEMBER + 19 * DAY + 11 * 3600 + 300, { bytes: 10n ** 12n }], // its five minutes run
    ['other.com', NOVEMBER - 60, { bytes: 600n }],
  ]);
  await receiver.receive(sample, NOW);
});

function ask(path: string, token = 'acme-token') {
  return app.inject({ url: `/weir/v1/${path}`, headers: { authorization: `Bearer ${token}` } });
}

describe('GET /weir/v1/billing', () => {
  test('shows its work: points, days, rank and the start of the point that bills', async () => {
    const answer = await ask('billing?month=2026-10&method=monthly-95');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(Object.keys(answer.json()).slice(0, 10)).toEqual(
      'method month time_zone points valid_days discarded rank at bandwidth_bps bytes'.split(' '),
    );
    expect(answer.json()).toMatchObject({
      ...{ method: 'monthly-95', month: '2026-10', time_zone: 'Asia/Shanghai', version: 1 },
      ...{ points: 576, valid_days: 2, discarded: 28, rank: 29, bandwidth_bps: 0, at: OCTOBER + 300 },
      ...{ start: OCTOBER, end: NOVEMBER, until: NOVEMBER, is_over: true, days: 2, days_in_month: 31 },
      ...{ account: 'acme', domains: null, unit: 'Mbps', quantity: '0.000000' },
      terms: { is_contract: false, method: 'monthly-95', percentile: '95', rounding: 'floor', overhead: '1' },
    });
    expect(answer.json()).not.toHaveProperty('charge');
  });

  test('sums the domains in each five minutes first, and only while they are the account’s', async () => {
    const answer = await ask('billing?month=2026-10&method=fourth-daily-peak');
    const top = await ask('billing?month=2026-10&method=daily-peak-average');
    expect(answer.json()).toMatchObject({ bandwidth_bps: 0, rank: null, at: null });
    expect(top.json().daily[1]).toMatchObject({ date: '2026-10-03', bandwidth_bps: 200_000, at: OCTOBER + 2 * DAY });
    const one = await ask('billing?month=2026-10&method=peak&domain=X.b.com');
    expect(one.json()).toMatchObject({ bytes: 4_500_000, valid_days: 1, bandwidth_bps: 120_000, domains: ['x.b.com'] });
  });

  test('writes sums beyond 2^53 to the last digit', async () => {
    const { body } = await ask('billing?month=2026-10&method=traffic');
    expect(body).toContain(`"bandwidth_bps":null,"bytes":${2n ** 53n + 1n + 7_500_000n},`);
  });

  test('bills a month that goes on as of the last five minutes that have ended, and says so', async () => {
    const until = NOVEMBER + 19 * DAY + 11 * 3600 + 300;
    const bill = (await ask('billing?month=2026-11&method=traffic')).json();
    expect(bill).toMatchObject({ until, is_over: false, end: NOVEMBER + 30 * DAY, measured_bytes: 75_000_060 });
  });

  test('follows the month’s contract: method, overhead, units, and what it costs', async () => {
    const bill = (await ask('billing?month=2026-11')).json();
    expect(bill).toMatchObject({
      ...{ method: 'peak', bandwidth_bps: 2_200_000, bytes: 82_500_066, quantity: '2.098083' },
      terms: { is_contract: true, from: '2026-11', to: null, unit_base: 1024, overhead: '1.1' },
      // 18.5 + 21 x (2.2e6 / 2^20 - 1)
      charge: { currency: 'CNY', commit: '1.000000', overage: '1.098083', amount: '41.56' },
    });
    expect((await ask('billing?month=2026-11&method=monthly-95')).json()).not.toHaveProperty('charge');
    expect((await ask('billing?month=2026-11&domain=www.a.com')).json()).not.toHaveProperty('charge');
  });

  test('tells the headroom below a level', async () => {
    const bill = (await ask('billing?month=2026-11&headroom=1000000')).json();
    expect(bill.method).toBe('monthly-95');
    // the first day and today are valid, the ten to come may be: 5 % of twelve days are 172.8 points
    expect(bill.headroom).toEqual({
      ...{ level_bps: 1_000_000, points_above: 1, points_allowed: 172, points: 171, minutes: 855 },
      ...{ points_expected: 12 * 288, points_remaining: 11 * 288 - 133 },
    });
    const night = (await ask('billing?month=2026-11&headroom=1100000&method=night-half-95')).json();
    expect(night.headroom.points_above).toBe(0);
  });

  test('is for operators too, who say whose bill it is', async () => {
    const bill = await ask('billing?month=2026-10&method=peak&account=acme', 'ops-token');
    expect(bill.body).toBe((await ask('billing?month=2026-10&method=peak&account=acme')).body);
    const kathmandu = (await ask('billing?month=2026-10&account=other', 'ops-token')).json();
    expect(kathmandu).toMatchObject({
      time_zone: 'Asia/Kathmandu',
      start: OCTOBER + 8100,
      bytes: 600,
      account: 'other',
    });
  });

  test.each<[string, string, string | undefined, number, string, RegExp]>([
    ['no token', 'month=2026-10', '', 401, 'unauthorized', /Bearer/],
    ['a wrong token', 'month=2026-10', 'x', 401, 'unauthorized', /not known/],
    ['no month', 'method=peak', undefined, 400, 'bad-parameter', /month: missing; one such as 2026-10/],
    [
      'a thirteenth month',
      'month=2026-13',
      undefined,
      400,
      'bad-parameter',
      /month: "2026-13" is not accepted; .*2026-10/,
    ],
    ['a day', 'month=2026-10-01', undefined, 400, 'bad-parameter', /month/],
    ['a month before zones were whole buckets', 'month=1979-12', undefined, 400, 'bad-parameter', /month/],
    ['a month to come', 'month=2026-12', undefined, 400, 'bad-parameter', /month: 2026-12 has not begun; 2026-11/],
    [
      'an unknown method',
      'month=2026-10&method=95',
      undefined,
      400,
      'bad-parameter',
      /method: "95" .* traffic, monthly-95/,
    ],
    ['a method of every object', 'month=2026-10&method=constructor', undefined, 400, 'bad-parameter', /method/],
    [
      'two methods',
      'month=2026-10&method=peak&method=traffic',
      undefined,
      400,
      'bad-parameter',
      /method: given 2 times/,
    ],
    ['an unknown parameter', 'month=2026-10&from=x', undefined, 400, 'bad-parameter', /from: not a parameter/],
    ['an empty domain', 'month=2026-10&domain=', undefined, 400, 'bad-parameter', /domain: "" .*www.a.com/],
    ['another’s domain', 'month=2026-10&domain=other.com', undefined, 404, 'unknown-domain', /other.com/],
    [
      'another’s domain, asked by an operator',
      'month=2026-10&account=acme&domain=other.com',
      'ops-token',
      404,
      'unknown-domain',
      /other.com/,
    ],
    ['another account', 'month=2026-10&account=other', undefined, 404, 'unknown-account', /no account "other"/],
    ['an unknown account', 'month=2026-10&account=nobody', 'ops-token', 404, 'unknown-account', /no account "nobody"/],
    ['an operator without account', 'month=2026-10', 'ops-token', 400, 'bad-parameter', /account: missing/],
    [
      'headroom of an average',
      'month=2026-10&headroom=5&method=peak',
      undefined,
      400,
      'bad-parameter',
      /headroom: peak/,
    ],
    ['headroom that is no level', 'month=2026-10&headroom=1e9', undefined, 400, 'bad-parameter', /headroom: "1e9"/],
    ['negative headroom', 'month=2026-10&headroom=-1', undefined, 400, 'bad-parameter', /headroom/],
  ])('refuses %s', async (_what, query, token, status, title, detail) => {
    for (const path of ['billing', ...(/method|headroom/.test(query) ? [] : ['billing/what-if'])]) {
      const answer = await ask(`${path}?${query}`, token);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json()).toEqual({ type: 'about:blank', title, status, detail: expect.stringMatching(detail) });
    }
  });
});

describe('GET /weir/v1/billing/what-if', () => {
  test('is every method’s bill of the month', async () => {
    const { bills, ...rest } = (await ask('billing/what-if?month=2026-11')).json();
    expect(rest).toEqual({ month: '2026-11', time_zone: 'Asia/Shanghai', account: 'acme' });
    expect(bills.map(({ method }: { method: string }) => method)).toEqual(METHOD_NAMES);
    for (const bill of bills) expect(bill).toEqual((await ask(`billing?month=2026-11&method=${bill.method}`)).json());
  });
});

describe('answers', () => {
  const [bill, whatIf] = [Compile(BillAnswer), Compile(WhatIfAnswer)];

  test('are what their schemas say', async () => {
    for (const month of ['2026-10', '2026-11', '2026-08']) {
      for (const method of METHOD_NAMES) {
        expect(bill.Errors((await ask(`billing?month=${month}&method=${method}`)).json())).toEqual([]);
      }
      expect(whatIf.Errors((await ask(`billing/what-if?month=${month}`)).json())).toEqual([]);
    }
    expect(bill.Errors((await ask('billing?month=2026-10&headroom=1')).json())).toEqual([]);
  });
});
