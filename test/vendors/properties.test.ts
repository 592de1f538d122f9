import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/accounts/accounts.ts';
import { createHuaweicloud } from '../../src/vendors/huaweicloud/index.ts';
import { createJdcloud } from '../../src/vendors/jdcloud/index.ts';
import { createQcloud } from '../../src/vendors/qcloud/index.ts';
import type { ApiRequest, Vendor } from '../../src/vendors/vendor.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { fakeAskLive } from '../support/fake-live.ts';
import { fakeAsk, type UsageFact } from '../support/fake-usage.ts';
import { textOf } from './answer-text.ts';
import { apiRequest, formOf, signJdcloud, signQcloud } from './sign.ts';

const ZONES = ['Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const DAY = 86_400;
const BASE = Date.parse('2026-10-20T00:00:00Z') / 1000; // clock changes on October 25 and 31 and on November 1 are near
const HOST = 'www.a.com';

const accountIn = (timeZone: string): Account =>
  fakeAccount({
    id: 'acme',
    timeZone,
    domains: [fakeClaim(HOST, { service: 'live' })],
    credentials: [
      { api: 'jdcloud', username: 'u', secretKey: 'k' },
      { api: 'qcloud', secretId: 's', secretKey: 'k' },
      { api: 'huaweicloud', projectId: 'p', token: 't' },
    ],
  });

const formats = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
const wall = (timeZone: string, at: number): string => formats.get(timeZone)!.format(at * 1000);

async function ask<Body>(
  vendor: Vendor,
  account: Account,
  request: ApiRequest,
  now: number,
  facts: readonly UsageFact[],
) {
  const accounts = fakeAccounts([account]);
  const context = { accounts, now: now * 1000, askLive: fakeAskLive(accounts), ask: fakeAsk(accounts, facts) };
  const { body } = await vendor.answer(request, context, (error) => {
    throw error;
  });
  return JSON.parse(textOf(body)) as Body;
}

const zones = fc.constantFrom(...ZONES);
const offsets = fc.integer({ min: 0, max: 20 * DAY });
const facts = fc.array(
  fc.record({ at: fc.integer({ min: BASE, max: BASE + 30 * DAY }), bytes: fc.integer({ min: 0, max: 10 ** 12 }) }),
  { maxLength: 40 },
);
const usageOf = (list: readonly { at: number; bytes: number }[]): UsageFact[] =>
  list.map(({ at, bytes }) => ({ domain: HOST, at, counters: { bytes: BigInt(bytes), origin_bytes: BigInt(bytes) } }));
const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

interface OriginStat {
  readonly code: number;
  readonly data: { readonly period: number };
}

const originStat = (account: Account, start: number, end: number, now: number, list: readonly UsageFact[]) => {
  const given = {
    Action: 'GetCdnOriginStat',
    SecretId: 's',
    startDate: wall(account.timeZone, start),
    endDate: wall(account.timeZone, end),
    statType: 'flux',
  };
  const body = formOf(signQcloud('POST', 'weir.example:8080', given, 'k', now * 1000));
  return ask<OriginStat>(
    createQcloud(),
    account,
    apiRequest({ method: 'POST', path: '/v2/index.php', body }),
    now,
    list,
  );
};

/** day -> its points */
const daysOf = ({ data }: OriginStat): [string, number[]][] =>
  Object.entries(data as unknown as Record<string, Record<string, number[]> & { count: number }>)
    .filter(([key]) => key !== 'period')
    .map(([day, object]) => {
      expect(object[HOST]).toHaveLength(object.count);
      return [day, object[HOST]!];
    });

describe('GetCdnOriginStat, by days', () => {
  test("the days' sums are the total of the whole local days asked for, at every period", async () => {
    await fc.assert(
      fc.asyncProperty(zones, fc.integer({ min: 1, max: 10 }), facts, async (timeZone, days, list) => {
        const account = accountIn(timeZone);
        const first = wall(timeZone, BASE).slice(0, 10);
        const last = new Date(Date.parse(first) + days * DAY * 1000).toISOString().slice(0, 10);
        const body = formOf(
          signQcloud(
            'POST',
            'weir.example:8080',
            {
              Action: 'GetCdnOriginStat',
              SecretId: 's',
              startDate: `${first} 00:00:00`,
              endDate: `${last} 00:00:00`,
              statType: 'flux',
            },
            'k',
            BASE * 1000 + 60 * DAY * 1000,
          ),
        );
        const request = apiRequest({ method: 'POST', path: '/v2/index.php', body });
        const answer = await ask<OriginStat>(createQcloud(), account, request, BASE + 60 * DAY, usageOf(list));
        const inRange = list.filter(({ at }) => wall(timeZone, at) >= first && wall(timeZone, at) < last);
        expect(answer.code).toBe(0);
        expect(answer.data.period).toBe(days < 3 ? 5 : days < 7 ? 60 : 1440);
        expect(daysOf(answer)).toHaveLength(days);
        for (const [day, values] of daysOf(answer)) {
          const ofDay = inRange.filter(({ at }) => wall(timeZone, at).startsWith(day));
          expect(sumOf(values)).toBe(sumOf(ofDay.map(({ bytes }) => bytes)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a day's one point is the sum of its five-minute points", async () => {
    await fc.assert(
      fc.asyncProperty(zones, facts, async (timeZone, list) => {
        const account = accountIn(timeZone);
        const now = BASE + 60 * DAY;
        const coarse = await originStat(account, BASE, BASE + 8 * DAY, now, usageOf(list));
        expect(coarse.data.period).toBe(1440);
        for (const [day, values] of daysOf(coarse).slice(1, -1)) {
          const start = Date.parse(`${day}T00:00:00Z`) / 1000;
          const given = {
            Action: 'GetCdnOriginStat',
            SecretId: 's',
            startDate: `${day} 00:00:00`,
            endDate: new Date((start + DAY) * 1000).toISOString().slice(0, 19).replace('T', ' '),
            statType: 'flux',
          };
          const body = formOf(signQcloud('POST', 'weir.example:8080', given, 'k', now * 1000));
          const fine = await ask<OriginStat>(
            createQcloud(),
            account,
            apiRequest({ method: 'POST', path: '/v2/index.php', body }),
            now,
            usageOf(list),
          );
          expect(daysOf(fine)).toHaveLength(1);
          expect(sumOf(daysOf(fine)[0]![1])).toBe(values[0]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('flow', () => {
  test('has every label from start to end or now exactly once, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        zones,
        offsets,
        fc.integer({ min: 0, max: 2 * DAY }),
        offsets,
        async (timeZone, from, length, nowOffset) => {
          const account = accountIn(timeZone);
          const [start, end, now] = [BASE + from, BASE + from + length, BASE + nowOffset];
          const minute = (at: number): string => wall(timeZone, at).slice(0, 16);
          fc.pre(minute(start) <= minute(end));
          const plain = JSON.stringify({
            username: 'u',
            domain: HOST,
            start_time: minute(start),
            end_time: minute(end),
          });
          const body = signJdcloud(plain, wall(timeZone, now).slice(0, 10).replaceAll('-', ''), 'k');
          const request = apiRequest({ method: 'POST', path: '/api/flow', body });
          const answer = await ask<{ data: { data: number[][] }[] }>(createJdcloud(), account, request, now, []);
          const labels = answer.data[0]!.data.map(([label]) => label);
          // a minute that is shown twice means its first instant, at the start as at the end
          const first = (text: string): number => {
            let at = Math.floor((Date.parse(`${text}:00Z`) / 1000 - 15 * 3600) / 60) * 60;
            while (minute(at) < text) at += 60;
            return at;
          };
          const [low, high] = [first(minute(start)), Math.min(first(minute(end)), now)];
          const expected: number[] = [];
          for (let at = Math.ceil(low / 300) * 300; at <= high; at += 300) expected.push(at);
          expect(labels).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('ShowTraffic', () => {
  test("any step's buckets cover the range once, from the one that holds start, and keep the sum", async () => {
    const steps = fc.constantFrom(1, 3, 5, 9, 10, 45, 60, 144, 480, 1440);
    await fc.assert(
      fc.asyncProperty(
        steps,
        offsets,
        fc.integer({ min: 0, max: 2 * DAY }),
        offsets,
        facts,
        async (step, from, length, nowOffset, list) => {
          const [start, end, now] = [BASE + from, BASE + from + length, BASE + nowOffset + 3 * DAY];
          const iso = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
          const query = `domain=${HOST}&step=${step}&start_time=${iso(start)}&end_time=${iso(end)}`;
          const request = apiRequest({
            method: 'GET',
            path: '/v1/p/stream/traffic',
            query,
            headers: { 'x-auth-token': 't' },
          });
          type Answer = { total: number; traffic_info: { traffic: number; timestamp: string }[] };
          const answer = await ask<Answer>(createHuaweicloud(), accountIn('UTC'), request, now, usageOf(list));
          const seconds = step * 60;
          const expected: string[] = [];
          for (let at = Math.floor(start / seconds) * seconds; at < end && at <= now; at += seconds)
            expected.push(iso(at));
          expect(answer.traffic_info.map(({ timestamp }) => timestamp)).toEqual(expected);
          expect(answer.total).toBe(expected.length);
          const lastEnd = expected.length === 0 ? 0 : Date.parse(expected.at(-1)!) / 1000 + seconds;
          const inside = list.filter(({ at }) => at >= Math.floor(start / seconds) * seconds && at < lastEnd);
          expect(sumOf(answer.traffic_info.map(({ traffic }) => traffic))).toBe(
            sumOf(inside.map(({ bytes }) => bytes)),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
