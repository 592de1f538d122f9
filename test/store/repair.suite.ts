import { describe, expect, test } from 'vitest';
import { COUNTERS } from '../../src/usage/counters.ts';
import type { UsageSelection } from '../../src/usage/selection.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { hexOf, MINUTE_0, type PlainRow, storedSegment } from '../support/stored-segments.ts';
import { HOSTILE_HOSTS } from './any-history.ts';

const DAY = 86_400;

/** What every store promises to those who repair usage; a part of usageStoreSuite. */
export function repairCases(current: () => UsageStore, reopen: () => Promise<UsageStore>): void {
  const put = (name: string, bytes: number, rows: readonly PlainRow[]) =>
    current().put([storedSegment(name, bytes, rows)]);
  const at = (minute: number, bytes: number | bigint, domain = 'www.a.com'): PlainRow => ({
    domain,
    minute: MINUTE_0 + minute * 60,
    bytes,
    requests: 1,
  });
  const select = (from: number, to: number, segments?: readonly string[]): UsageSelection => ({
    domain: 'www.a.com',
    start: MINUTE_0 + from * 60,
    end: MINUTE_0 + to * 60,
    ...(segments && { segments: segments.map(hexOf) }),
  });
  async function stored(domain = 'www.a.com', days = 1): Promise<number[]> {
    const spans = [{ domain, start: MINUTE_0, end: MINUTE_0 + days * DAY }];
    const answer = await current().buckets({ spans, step: 60, counters: ['bytes'], merged: false });
    return [...answer.counters.bytes!].map(Number);
  }

  describe('selections', () => {
    test('hold the newest rows of a domain, a range and some segments', async () => {
      await put('s', 10, [at(0, 1), at(1, 20), at(2, 300), at(1, 4000, 'www.b.com')]);
      await put('s', 11, [at(1, 50)]);
      await put('t', 10, [at(1, 60_000)]);
      const totals = { rows: 2, requests: 2, bytes: 60_050, segments: [hexOf('s'), hexOf('t')].sort() };
      expect(await current().selectionTotals(select(1, 2))).toEqual(totals);
      expect(await current().selectionTotals(select(0, 3, ['s']))).toEqual({
        rows: 3,
        requests: 3,
        bytes: 351,
        segments: [hexOf('s')],
      });
      const nothing = { rows: 0, requests: 0, bytes: 0, segments: [] };
      expect(await current().selectionTotals(select(0, 3, []))).toEqual(nothing);
      expect(await current().selectionTotals(select(3, 9))).toEqual(nothing);
    });

    test('are exact above 2^53', async () => {
      await put('s', 10, [at(0, 2n ** 53n - 1n), at(1, 2n)]);
      expect((await current().selectionTotals(select(0, 2))).bytes).toBe(2n ** 53n + 1n);
    });

    test('may name thousands of segments', async () => {
      await put('s 4711', 10, [at(0, 7)]);
      const names = Array.from({ length: 7000 }, (_, i) => `s ${i}`);
      expect(await current().zeroRows(select(0, 1, names))).toMatchObject({ rows: 1, bytes: 7 });
      expect(await stored()).toEqual([0]);
    });
  });

  describe('rows of zeros', () => {
    test('take the place of the selection, and of nothing else', async () => {
      await put('s', 10, [at(0, 1), at(1, 20), at(2, 300), at(1, 4000, 'www.b.com')]);
      await put('t', 10, [at(0, 10_000), at(1, 200_000)]);
      expect(await current().zeroRows(select(0, 2, ['s']))).toEqual({
        rows: 2,
        requests: 2,
        bytes: 21,
        segments: [hexOf('s')],
      });
      expect(await stored()).toEqual([10_000, 200_000, 300]);
      expect(await stored('www.b.com')).toEqual([4000]);
    });

    test('are zero in every counter, not estimated, and no usage of a host', async () => {
      const all = Object.fromEntries(COUNTERS.map((counter) => [counter, 5]));
      await put('s', 10, [{ domain: 'www.a.com', minute: MINUTE_0, ...all, estimated: true }]);
      await current().zeroRows(select(0, 1));
      const spans = [{ domain: 'www.a.com', start: MINUTE_0, end: MINUTE_0 + 60 }];
      const answer = await current().buckets({ spans, step: 60, counters: [...COUNTERS], merged: false });
      expect([...answer.estimated]).toEqual([0]);
      for (const counter of COUNTERS) expect([...answer.counters[counter]!]).toEqual([0]);
      expect(await current().hosts({ start: MINUTE_0, end: MINUTE_0 + 60 })).toEqual([]);
    });

    test('beat the version they replace, and lose to longer ones', async () => {
      await put('s', 10, [at(0, 1)]);
      await current().zeroRows(select(0, 1));
      await put('s', 10, [at(0, 1)]);
      expect(await stored()).toEqual([0]);
      await put('s', 12, [at(0, 2)]);
      expect(await stored()).toEqual([2]);
    });

    test('come once: a second time nothing is there to remove, and the segments are still told', async () => {
      await put('s', 10, [at(0, 1)]);
      await current().zeroRows(select(0, 1));
      const again = { rows: 0, requests: 0, bytes: 0, segments: [hexOf('s')] };
      expect(await current().zeroRows(select(0, 1))).toEqual(again);
      expect(await current().selectionTotals(select(0, 1))).toEqual(again);
      await put('s', 11, [at(0, 2)]);
      expect(await stored()).toEqual([2]); // version 11: written once, the zeros have no more than that
    });

    test('may reach over 250 days', async () => {
      const days = Array.from({ length: 250 }, (_, i) => at(i * 1440, 1));
      await put('s', 10, days);
      expect(await current().zeroRows(select(0, 10_000_000))).toMatchObject({ rows: 250, bytes: 250 });
      expect(new Set(await stored('www.a.com', 250))).toEqual(new Set([0]));
    });

    test('are there after closing and opening again', async () => {
      await put('s', 10, [at(0, 1), at(1, 2)]);
      await current().zeroRows(select(0, 1));
      const store = await reopen();
      expect(await store.selectionTotals(select(0, 2))).toMatchObject({ rows: 1, bytes: 2 });
    });

    test.each(HOSTILE_HOSTS)('know the host %s as just a name', async (host) => {
      await put('s', 10, [at(0, 1, host), at(0, 2)]);
      await current().zeroRows({ ...select(0, 1), domain: host });
      expect([await stored(host), await stored()]).toEqual([[0], [2]]);
    });
  });

  describe('records', () => {
    const record = (kind: string, key: string, value: string, version = 1) => ({ kind, key, value, version });

    test('come back by kind, sorted by key, the newest version of each', async () => {
      const store = current();
      expect(await store.records('node')).toEqual([]);
      await store.putRecord(record('node', 'b', '{}'));
      await store.putRecord(record('node', 'a', '{"x":2}', 2));
      await store.putRecord(record('node', 'a', '{"x":1}', 1));
      await store.putRecord(record('other', 'a', '{}'));
      await store.putRecord(record('node', 'b', '{"again":true}'));
      expect(await store.records('node')).toEqual([
        record('node', 'a', '{"x":2}', 2),
        record('node', 'b', '{"again":true}'),
      ]);
    });

    test('may hold any text, and are there after closing and opening again', async () => {
      const text = JSON.stringify(HOSTILE_HOSTS);
      await current().putRecord(record(HOSTILE_HOSTS[0]!, HOSTILE_HOSTS[1]!, text, 2 ** 52));
      const store = await reopen();
      expect(await store.records(HOSTILE_HOSTS[0]!)).toEqual([
        record(HOSTILE_HOSTS[0]!, HOSTILE_HOSTS[1]!, text, 2 ** 52),
      ]);
    });
  });
}
