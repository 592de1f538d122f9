import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTERS, type Counter } from '../../web/api/types.ts';
import { coarser } from '../../web/pages/traffic/coarser.ts';
import { isComparable, type Period, periodOf, summaryOf } from '../../web/pages/traffic/period.ts';
import { bandsOf, bucketStates } from '../../web/series/coverage.ts';
import { peakIndex, percentile95, sum } from '../../web/series/percentile.ts';
import { addColumns, peaksOf } from '../../web/series/roll-up.ts';

const counts = fc.array(fc.nat(1_000_000), { maxLength: 300 });

describe('the 95th percentile', () => {
  test.each([
    [[], null],
    [[7], 7],
    [[1, 2, 3], 3],
    [Array.from({ length: 20 }, (_, i) => i + 1), 19],
    [Array.from({ length: 100 }, (_, i) => i + 1), 95],
  ])('of %j', (values, expected) => expect(percentile95(values)).toBe(expected));

  test('has at most 5 % of the points above it, and is one of them', () => {
    fc.assert(
      fc.property(
        counts.filter(({ length }) => length > 0),
        (values) => {
          const value = percentile95(values)!;
          expect(values).toContain(value);
          expect(values.filter((each) => each > value).length).toBeLessThanOrEqual(values.length * 0.05);
          expect(values.filter((each) => each >= value).length).toBeGreaterThan(values.length * 0.05);
        },
      ),
    );
  });

  test('stands beside the peak, of which the first counts', () => {
    expect([peakIndex([0, 5, 5]), peakIndex([0, 0]), peakIndex([])]).toEqual([1, -1, -1]);
  });
});

describe('what is known of a bucket', () => {
  const starts = [0, 300, 600, 900, 1200, 1500];
  const states = (activity: number[], now: number) => bucketStates(starts, 1800, activity, now).join(' ');

  test.each([
    [
      'a zero among traffic is a zero',
      [1, 0, 0, 1, 1, 1],
      9999,
      'complete complete complete complete complete complete',
    ],
    [
      'a quarter of an hour without a line is silence',
      [1, 0, 0, 0, 1, 1],
      9999,
      'complete silent silent silent complete complete',
    ],
    ['the bucket of now is filling', [1, 1, 1, 1, 1, 1], 1600, 'complete complete complete complete complete filling'],
    ['what has not begun is not zero', [1, 1, 1, 0, 0, 0], 890, 'complete complete filling future future future'],
    [
      'the newest lines may be on their way',
      [1, 1, 1, 1, 0, 0],
      1560,
      'complete complete complete complete filling filling',
    ],
    ['until they are late', [1, 1, 0, 0, 0, 0], 1560, 'complete complete silent silent silent silent'],
    ['nothing ever came', [0, 0, 0, 0, 0, 0], 9999, 'silent silent silent silent silent silent'],
  ])('%s', (_rule, activity, now, expected) => expect(states(activity, now)).toBe(expected));

  test('neighbours of one state are drawn as one', () => {
    expect(bandsOf(['complete', 'silent', 'silent', 'filling'], [0, 300, 600, 900], 1200)).toEqual([
      { state: 'silent', start: 300, end: 900 },
      { state: 'filling', start: 900, end: 1200 },
    ]);
  });
});

describe('coarser buckets', () => {
  test('peaksOf takes the peak of what starts in a bucket', () => {
    expect(peaksOf([0, 300, 600, 900], [1, 5, 2, 9], [0, 600])).toEqual([5, 9]);
    expect(peaksOf([], [], [0, 600])).toEqual([0, 0]);
    expect(peaksOf([600], [3], [0, 300, 600])).toEqual([0, 0, 3]);
  });

  const periods = fc
    .tuple(
      fc.integer({ min: 0, max: 100 }),
      counts.filter(({ length }) => length > 0),
    )
    .map(([first, values]) => {
      const starts = values.map((_, i) => (first + i) * 300);
      const counters = Object.fromEntries(COUNTERS.map((name) => [name, values])) as Record<Counter, number[]>;
      const end = starts.at(-1)! + 300;
      return {
        starts,
        end,
        stepSeconds: 300,
        counters,
        bandwidth: values,
        originBandwidth: values,
        five: { starts, values },
        isEstimated: false,
      } satisfies Period;
    });

  test('keep sums and peaks, and begin on the clock’s hours', () => {
    fc.assert(
      fc.property(periods, (period) => {
        const hours = coarser(period, 3600);
        expect(sum(hours.counters.bytes)).toBe(sum(period.counters.bytes));
        expect(Math.max(...hours.bandwidth)).toBe(Math.max(...period.bandwidth));
        expect(hours.starts.slice(1).every((start) => start % 3600 === 0)).toBe(true);
        expect(hours.starts[0]).toBe(period.starts[0]);
      }),
    );
  });
});

describe('a period', () => {
  const answer = (step: number, starts: number[], bytes: number[]) => ({
    ...{ start: starts[0]!, end: starts.at(-1)! + step, step_seconds: step, time_zone: 'UTC' },
    series: [
      {
        domain: null,
        start: starts,
        ...Object.fromEntries(COUNTERS.map((name) => [name, bytes])),
        bandwidth_bps: bytes.map((count) => Math.floor((count * 8) / step + 0.5)),
      },
    ],
  });

  test('has the origin’s peak of five minutes in each hour, not its mean', () => {
    const five = answer(300, [0, 300, 600, 3600], [300, 900, 0, 600]);
    expect(periodOf(answer(3600, [0, 3600], [1200, 600]), five).originBandwidth).toEqual([24, 16]);
    expect(periodOf(five, five).originBandwidth).toEqual([8, 24, 0, 16]);
  });

  test('takes the percentile of the points that have ended', () => {
    const five = answer(300, [0, 300, 600], [300, 600, 30]);
    const { totals, peak, p95 } = summaryOf(periodOf(five, five), 700);
    expect([totals.bytes, peak, p95]).toEqual([930, { at: 300, value: 16 }, { value: 16, points: 2 }]);
  });

  test('is not compared with one that was hardly metered', () => {
    expect(isComparable([1, 1, 1, 1], [0, 0, 0, 9])).toBe(false);
    expect(isComparable([1, 1, 1, 1], [0, 0, 9, 9])).toBe(true);
  });

  test('columns are added element by element', () => {
    expect(
      addColumns([
        [1, 2],
        [10, 20],
        [100, 200],
      ]),
    ).toEqual([111, 222]);
    expect(addColumns([])).toEqual([]);
  });
});
