import { describe, expect, test } from 'vitest';
import { rounded } from '../../src/billing/bill.ts';
import { fraction, multiply } from '../../src/billing/fraction.ts';
import { METHOD_NAMES, type MethodName } from '../../src/billing/method-names.ts';
import { createRandom, runSeed } from '../support/random.ts';
import { billOf, figuresOf, pointsOf } from './month.ts';

const random = createRandom(runSeed('billing properties'));
const BANDWIDTH = METHOD_NAMES.filter((name) => name !== 'traffic');
const OF_A_DAY_OR_MONTH = METHOD_NAMES.filter((name) => name !== 'night-half-95');

/** April's points in UTC: 30 days, of which `idle` have nothing. */
function april(idle: readonly number[] = []) {
  return pointsOf('2026-04', 'UTC', (_at, i) =>
    idle.includes(Math.floor(i / 288)) ? 0n : BigInt(1 + random.below(10 ** 9)),
  );
}

describe('the order of the points in a day does not matter', () => {
  test.each(OF_A_DAY_OR_MONTH)('to %s', (method) => {
    const points = april([3, 4]);
    const turned = points.map((_, i) => points[Math.floor(i / 288) * 288 + (287 - (i % 288))]!);
    const [one, other] = [billOf(method, '2026-04', points), billOf(method, '2026-04', turned)];
    expect({ ...figuresOf(other), at: null }).toEqual({ ...figuresOf(one), at: null });
  });

  test('and that of the days neither, to any method', () => {
    const points = april([9]);
    const moved = [...points.slice(288 * 7), ...points.slice(0, 288 * 7)];
    for (const method of METHOD_NAMES) {
      const [one, other] = [billOf(method, '2026-04', points), billOf(method, '2026-04', moved)];
      expect({ ...figuresOf(other), at: null }, method).toEqual({ ...figuresOf(one), at: null });
    }
  });
});

test.each(METHOD_NAMES)('a thousand times the bytes are a thousand times the bill: %s', (method) => {
  const points = april([0, 29]);
  const one = billOf(method, '2026-04', points);
  const other = billOf(
    method,
    '2026-04',
    points.map(({ bytes }) => ({ bytes: bytes * 1000n })),
  );
  const thousand = fraction(1000n);
  expect(other.bandwidth).toEqual(one.bandwidth && multiply(one.bandwidth, thousand));
  expect(other.traffic).toEqual(multiply(one.traffic, thousand));
  expect([other.rank, other.at, other.discarded]).toEqual([one.rank, one.at, one.discarded]);
});

describe('a day on which nothing was sent', () => {
  const used = april();
  const withIdle = used.map(({ bytes }, i) => ({ bytes: i >= 288 * 20 ? 0n : bytes })); // 20 used days, 10 idle ones

  test.each(METHOD_NAMES)('is no day to %s where only valid days count', (method) => {
    const twenty = figuresOf(billOf(method, '2026-04', withIdle));
    expect([twenty.points, twenty.validDays]).toEqual([20 * 288, 20]);
    const fewer = figuresOf(billOf(method, '2026-04', withIdle, {}, Date.UTC(2026, 3, 21))); // the same 20 days
    expect(fewer).toEqual(twenty);
  });

  const CHANGES: Partial<Record<MethodName, boolean>> = {
    ...{ 'monthly-95': true, 'night-half-95': true }, // 288 points more, 14.4 more discarded
    ...{ 'daily-95-average': true, 'daily-peak-average': true }, // one more to divide by
    ...{ traffic: false, peak: false, 'fourth-daily-peak': false, 'monthly-top-5': false },
  };

  test.each(METHOD_NAMES)('changes %s only where the rule counts days, when all days count', (method) => {
    const [valid, all] = (['valid', 'all'] as const).map((days) => billOf(method, '2026-04', withIdle, { days }));
    expect([valid!.points, all!.points, all!.days, all!.validDays]).toEqual([20 * 288, 30 * 288, 30, 20]);
    const isChanged = valid!.bandwidth !== null && rounded(valid!.bandwidth) !== rounded(all!.bandwidth!);
    expect(isChanged).toBe(CHANGES[method]);
    expect(all!.traffic).toEqual(valid!.traffic);
  });
});

test.each(BANDWIDTH)('more bytes on days that have some never make %s smaller', (method) => {
  const points = april([5]);
  const more = points.map(({ bytes }, i) => ({ bytes: i % 11 === 0 && bytes > 0n ? bytes + 1_000_000n : bytes }));
  const [one, other] = [billOf(method, '2026-04', points), billOf(method, '2026-04', more)];
  expect(BigInt(rounded(other.bandwidth!)) >= BigInt(rounded(one.bandwidth!))).toBe(true);
});

test('one number stands for another: peak >= fourth daily peak, monthly 95th >= its night-discounted self', () => {
  const points = april([2]);
  const bps = (method: MethodName) => BigInt(rounded(billOf(method, '2026-04', points).bandwidth!));
  expect(bps('peak') >= bps('monthly-top-5')).toBe(true);
  expect(bps('monthly-top-5') >= bps('daily-peak-average')).toBe(true);
  expect(bps('daily-peak-average') >= bps('daily-95-average')).toBe(true);
  expect(bps('peak') >= bps('fourth-daily-peak')).toBe(true);
  expect(bps('monthly-95') >= bps('night-half-95')).toBe(true);
});
