import { describe, expect, test } from 'vitest';
import { monthPointsAt } from '../../src/billing/bill.ts';
import { defaultTerms, type Terms } from '../../src/billing/contract.ts';
import { fraction } from '../../src/billing/fraction.ts';
import { headroomOf } from '../../src/billing/headroom.ts';
import { monthRange } from '../../src/billing/month-range.ts';
import { AFTER, billOf, columnOf, figuresOf, pointsOf } from './month.ts';

const DAY = 288;
const april = (bytesAt: (index: number) => bigint) => pointsOf('2026-04', 'UTC', (_at, i) => bytesAt(i));
const QUIET = 300n; // 8 bit/s
const LOUD = 3000n; // 80 bit/s

type Points = ReturnType<typeof april>;

function headroom(
  points: Points,
  level: bigint,
  more: Partial<Terms> = {},
  now = AFTER,
  method: 'monthly-95' | 'night-half-95' = 'monthly-95',
) {
  const month = monthPointsAt(monthRange('2026-04', 'UTC'), columnOf(points), now);
  return headroomOf(method, month, { ...defaultTerms('UTC'), ...more }, level);
}

describe('headroom', () => {
  test('is what the percentile discards less what is above the level already', () => {
    const points = april((i) => (i % DAY < 12 ? LOUD : QUIET)); // an hour a day: 360 points
    expect(headroom(points, 8n)).toEqual({
      ...{
        levelBps: 8n,
        pointsAbove: 360,
        pointsAllowed: 432,
        pointsExpected: 30 * DAY,
        pointsRemaining: 0,
        points: 72,
      },
    });
    expect(headroom(points, 80n)).toMatchObject({ pointsAbove: 0, points: 432 });
  });

  test('is used up exactly when the 95th moves', () => {
    const loud = (count: number) => april((i) => (i < count ? LOUD : QUIET));
    const bps = (count: number) => figuresOf(billOf('monthly-95', '2026-04', loud(count))).bandwidthBps;
    expect([headroom(loud(432), 8n).points, bps(432)]).toEqual([0, 8n]);
    expect([headroom(loud(431), 8n).points, bps(431)]).toEqual([1, 8n]);
    expect([headroom(loud(433), 8n).points, bps(433)]).toEqual([0, 80n]);
  });

  test('takes the rest of a running month to be valid days', () => {
    const points = april((i) => (i < 10 * DAY && i >= 2 * DAY ? LOUD : 0n)); // two idle days, then eight loud ones
    const now = Date.UTC(2026, 3, 11, 12); // the eleventh day, half of it idle so far
    const expected = 8 * DAY + 20 * DAY; // the idle two stay out, the running day will be in as a whole
    expect(headroom(points, 8n, {}, now)).toMatchObject({
      ...{ pointsExpected: expected, pointsRemaining: 19 * DAY + 144, pointsAbove: 8 * DAY, points: 0 },
    });
    expect(headroom(points, 8n, { days: 'all' }, now)).toMatchObject({ pointsExpected: 30 * DAY });
  });

  test('counts points at what they are billed at: with overhead, and half at night', () => {
    const points = april((i) => (i < 5 ? LOUD : QUIET)); // at night
    expect(headroom(points, 80n, { overhead: fraction(11n, 10n) }).pointsAbove).toBe(5);
    expect(headroom(points, 88n, { overhead: fraction(11n, 10n) }).pointsAbove).toBe(0);
    expect(headroom(points, 39n, {}, AFTER, 'night-half-95').pointsAbove).toBe(5);
    expect(headroom(points, 40n, {}, AFTER, 'night-half-95').pointsAbove).toBe(0);
  });

  test('of a month without any byte is nothing', () => {
    expect(
      headroom(
        april(() => 0n),
        0n,
      ),
    ).toMatchObject({ pointsExpected: 0, points: 0 });
  });
});
