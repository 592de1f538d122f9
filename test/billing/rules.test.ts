import { describe, expect, test } from 'vitest';
import { fraction } from '../../src/billing/fraction.ts';
import { METHOD_NAMES } from '../../src/billing/method-names.ts';
import { discardedOf } from '../../src/billing/rank.ts';
import { billOf, figuresOf, pointsOf } from './month.ts';

const DAY = 288;
const START = Date.UTC(2026, 3, 1) / 1000; // April in UTC
const at = (point: number) => START + point * 300;
const april = (bytesAt: (index: number) => bigint) => pointsOf('2026-04', 'UTC', (_at, i) => bytesAt(i));

describe('the discarded count', () => {
  const of = (points: number, rounding: 'floor' | 'ceil' | 'nearest', percentile = fraction(95n)) =>
    discardedOf(points, { percentile, rounding });

  test.each([
    [31 * DAY, 446, 447, 446], // 446.4
    [30 * DAY, 432, 432, 432],
    [29 * DAY, 417, 418, 418], // 417.6
    [28 * DAY, 403, 404, 403], // 403.2
    [14 * DAY, 201, 202, 202], // 201.6: the fourteen valid days of Tencent's example
    [10, 0, 1, 1], // 0.5
    [19, 0, 1, 1],
    [20, 1, 1, 1],
    [1, 0, 0, 0], // one point is always left
    [0, 0, 0, 0],
  ])('of %i points', (points, floor, ceil, nearest) => {
    expect([of(points, 'floor'), of(points, 'ceil'), of(points, 'nearest')]).toEqual([floor, ceil, nearest]);
  });

  test('is exact for percentiles that no float holds', () => {
    expect(of(1000, 'floor', fraction(999n, 10n))).toBe(1); // 0.1 %: in floats 0.9999999999999432 of a point
    expect(of(1000, 'floor', fraction(100n))).toBe(0);
  });
});

describe('ties', () => {
  test('bill at the earliest instant with the value', () => {
    const bill = billOf(
      'monthly-95',
      '2026-04',
      april((i) => (i >= 100 && i < 5000 ? 7n : 1n)),
    );
    expect([bill.rank, bill.at]).toEqual([433, at(100)]);
    expect(
      billOf(
        'peak',
        '2026-04',
        april(() => 5n),
      ).at,
    ).toBe(START);
    expect(
      billOf(
        'fourth-daily-peak',
        '2026-04',
        april((i) => BigInt(i % DAY)),
      ).at,
    ).toBe(at(287));
  });
});

describe('an empty month', () => {
  test.each(METHOD_NAMES)('is nothing to bill for %s', (method) => {
    const nothing = { points: 0, validDays: 0, discarded: 0, rank: null, at: null, bytes: 0n };
    const bandwidthBps = method === 'traffic' ? null : 0n;
    expect(
      figuresOf(
        billOf(
          method,
          '2026-04',
          april(() => 0n),
        ),
      ),
    ).toEqual({ ...nothing, bandwidthBps });
  });

  test('has points where all days count, and the first of them bills zero', () => {
    const bill = figuresOf(
      billOf(
        'monthly-95',
        '2026-04',
        april(() => 0n),
        { days: 'all' },
      ),
    );
    expect(bill).toMatchObject({ points: 30 * DAY, validDays: 0, rank: 433, at: START, bandwidthBps: 0n });
  });

  test('of three valid days has no fourth daily peak, and two of five to average', () => {
    const three = april((i) => (i < 3 * DAY ? 300n : 0n));
    expect(figuresOf(billOf('fourth-daily-peak', '2026-04', three))).toMatchObject({ rank: null, bandwidthBps: 0n });
    expect(figuresOf(billOf('monthly-top-5', '2026-04', three)).bandwidthBps).toBe(8n);
    expect(figuresOf(billOf('monthly-top-5', '2026-04', three, { days: 'all' })).bandwidthBps).toBe(5n); // 24 / 5 = 4.8
  });
});

describe('a month that is not over', () => {
  const points = april((i) => BigInt(300 * (i + 1)));
  const now = at(10 * DAY + 100) * 1000 + 299_999; // the eleventh day; point 100 of it has not ended

  test.each(['monthly-95', 'peak', 'traffic', 'night-half-95', 'fourth-daily-peak'] as const)(
    'is billed by %s up to the last five minutes that have ended',
    (method) => {
      const bill = billOf(method, '2026-04', points, {}, now);
      expect([bill.asOf, bill.points, bill.days]).toEqual([at(10 * DAY + 100), 10 * DAY + 100, 11]);
    },
  );

  test.each(['daily-95-average', 'daily-peak-average', 'monthly-top-5'] as const)(
    'is billed by %s without the day that is not over',
    (method) => {
      const bill = billOf(method, '2026-04', points, {}, now);
      expect([bill.asOf, bill.points, bill.days, bill.daily?.length]).toEqual([at(10 * DAY + 100), 10 * DAY, 10, 10]);
    },
  );

  test('counts all bytes so far, whatever the days of the method', () => {
    const so = points.slice(0, 10 * DAY + 100).reduce((sum, { bytes }) => sum + bytes, 0n);
    for (const method of METHOD_NAMES) expect(figuresOf(billOf(method, '2026-04', points, {}, now)).bytes).toBe(so);
  });

  test('has nothing in its first five minutes', () => {
    const bill = billOf('daily-peak-average', '2026-04', points, {}, at(0) * 1000 + 1);
    expect(figuresOf(bill)).toMatchObject({ points: 0, bandwidthBps: 0n, bytes: 0n });
  });
});

describe('overhead', () => {
  test('multiplies exactly before the one rounding', () => {
    // 3 x 8 / 300 x 11 / 10 = 0.088; 1,875 x 8 / 300 = 50, and half of a hundredth decides
    const bill = billOf(
      'peak',
      '2026-04',
      april((i) => (i === 0 ? 1875n : 0n)),
      { overhead: fraction(101n, 100n) },
    );
    expect(figuresOf(bill)).toMatchObject({ bandwidthBps: 51n, bytes: 1894n }); // 50.5 and 1893.75
    expect(bill.measuredBytes).toBe(1875);
  });
});

test('sums beyond 2^53 keep their last digit', () => {
  const bill = billOf(
    'traffic',
    '2026-04',
    april(() => 2n ** 53n + 1n),
  );
  expect(figuresOf(bill).bytes).toBe(8640n * (2n ** 53n + 1n));
  expect(
    figuresOf(
      billOf(
        'peak',
        '2026-04',
        april(() => 2n ** 62n + 75n),
      ),
    ).bandwidthBps,
  ).toBe(122978293824730346n);
});

test('the night is from midnight to eight by the contract’s clocks, also when they change', () => {
  const timeZone = 'America/New_York'; // on 2026-03-08 two o'clock is skipped: that night has seven hours
  const points = pointsOf('2026-03', timeZone, () => 300n);
  const bill = billOf('night-half-95', '2026-03', points, { timeZone, percentile: fraction(1n, 1_000_000n) });
  // all but one point are discarded, and that is one of the night
  expect(figuresOf(bill)).toMatchObject({ bandwidthBps: 4n, at: points[0]!.at });
  const nights = 31 * 96 - 12;
  const days = points.length - nights;
  const last = billOf('night-half-95', '2026-03', points, {
    timeZone,
    percentile: fraction(100n * BigInt(nights), BigInt(points.length)),
  });
  expect([last.discarded, figuresOf(last).bandwidthBps]).toEqual([days, 4n]);
  const before = { timeZone, percentile: fraction(100n * BigInt(nights + 1), BigInt(points.length)) };
  expect(figuresOf(billOf('night-half-95', '2026-03', points, before)).bandwidthBps).toBe(8n);
});
