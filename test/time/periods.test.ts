import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { periodEdges } from '../../src/time/periods.ts';
import { zoneClock } from '../../src/time/zone-clock.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const lengths = (edges: readonly number[]): number[] => edges.slice(1).map((edge, i) => edge - edges[i]!);

describe('periodEdges', () => {
  test('covers a range by the hours that intersect it', () => {
    expect(periodEdges(zoneClock('UTC'), 60, 3700, 7200)).toEqual([3600, 7200]);
    expect(periodEdges(zoneClock('UTC'), 60, 3600, 7201)).toEqual([3600, 7200, 10800]);
  });

  test("starts hours when the account's clocks show one", () => {
    const [first] = periodEdges(
      zoneClock('Asia/Kathmandu'),
      60,
      at('2026-01-01T00:00:00Z'),
      at('2026-01-01T00:01:00Z'),
    );
    expect(first).toBe(at('2025-12-31T23:15:00Z'));
  });

  test('knows days of 23 and 25 hours', () => {
    const newYork = zoneClock('America/New_York');
    const hours = (from: string, to: string): number[] =>
      lengths(periodEdges(newYork, 1440, at(from), at(to))).map((seconds) => seconds / 3600);
    expect(hours('2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([24, 23, 24]);
    expect(hours('2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([24, 25, 24]);
    expect(periodEdges(newYork, 60, at('2026-11-01T04:00:00Z'), at('2026-11-02T05:00:00Z'))).toHaveLength(26);
  });

  test('keeps to whole buckets where a zone once did not', () => {
    const liberia = zoneClock('Africa/Monrovia'); // UTC-0:44:30 until January 1972
    for (const period of [60, 1440] as const) {
      const edges = periodEdges(liberia, period, at('1971-12-20T00:00:00Z'), at('1972-01-20T00:00:00Z'));
      expect(lengths(edges).every((seconds) => seconds > 0 && seconds % 300 === 0)).toBe(true);
      expect(edges[0]).toBeLessThanOrEqual(at('1971-12-20T00:00:00Z'));
      expect(edges[0]! % 300).toBe(0);
    }
  });

  test('an empty range has no periods', () => {
    expect(periodEdges(zoneClock('UTC'), 5, 300, 300)).toEqual([]);
  });

  test('every period intersects the range, and together they cover it once', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe');
    const from = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const span = fc.integer({ min: 1, max: 10 * 86_400 });
    fc.assert(
      fc.property(
        zones,
        fc.constantFrom(5 as const, 60 as const, 1440 as const),
        from,
        span,
        (zone, period, start, length) => {
          const edges = periodEdges(zoneClock(zone), period, start, start + length);
          expect(edges[0]).toBeLessThanOrEqual(start);
          expect(edges[1]).toBeGreaterThan(start);
          expect(edges.at(-1)).toBeGreaterThanOrEqual(start + length);
          expect(edges.at(-2)).toBeLessThan(start + length);
          expect(lengths(edges).every((seconds) => seconds > 0 && seconds % 300 === 0)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
