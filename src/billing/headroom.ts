import { bandwidthOf, countingDays } from './bill.ts';
import type { Terms } from './contract.ts';
import { divide, type Fraction, fraction, multiply, ONE, roundDown } from './fraction.ts';
import type { MethodName } from './method-names.ts';
import { type MonthPoints, POINT_SECONDS, pointsIn } from './month-points.ts';
import { nightHalvedSamples, samplesOf } from './monthly-95.ts';
import { discardedOf } from './rank.ts';

/** How long traffic may still be above a level before a monthly percentile rises above it. */
export interface Headroom {
  readonly levelBps: bigint;
  /** Points above the level so far. */
  readonly pointsAbove: number;
  /** How many may be: what the percentile discards of the points that the month will have had. */
  readonly pointsAllowed: number;
  /** The points that the month will have had: every day that is still to come is taken to be one that counts. */
  readonly pointsExpected: number;
  /** Points still to come. */
  readonly pointsRemaining: number;
  /** More points above the level that change nothing; 0 once the percentile is above it. */
  readonly points: number;
}

/** The methods that have a headroom: those that discard points of the month. */
export const HEADROOM_METHODS = ['monthly-95', 'night-half-95'] as const satisfies readonly MethodName[];
export type HeadroomMethod = (typeof HEADROOM_METHODS)[number];

/**
 *     headroomOf('monthly-95', month, terms, 800_000_000n)   // { pointsAbove: 400, pointsAllowed: 446, points: 46, ... }
 *
 * 46 points are 230 minutes. A point is above the level when what it would be billed at is.
 */
export function headroomOf(method: HeadroomMethod, month: MonthPoints, terms: Terms, levelBps: bigint): Headroom {
  const days = countingDays(month, terms);
  const [samples, scale] = method === 'monthly-95' ? [samplesOf(days), 1n] : [nightHalvedSamples(days, terms), 2n];
  const most = roundDown(multiply(bytesAt(levelBps, terms), fraction(scale)));
  const pointsAbove = samples.filter(({ value }) => value > most).length;
  const pointsRemaining = (month.range.end - month.asOf) / POINT_SECONDS;
  const pointsExpected = pointsIn(days) + pointsRemaining + idleTodayPoints(month, terms);
  const pointsAllowed = pointsExpected === 0 ? 0 : discardedOf(pointsExpected, terms);
  const points = Math.max(0, pointsAllowed - pointsAbove);
  return { levelBps, pointsAbove, pointsAllowed, pointsExpected, pointsRemaining, points };
}

/** The bytes of five minutes that are billed at a level; points are integers, so above it are those above its floor. */
function bytesAt(levelBps: bigint, terms: Terms): Fraction {
  return divide(fraction(levelBps), bandwidthOf(ONE, terms));
}

/** The next byte makes the running day valid, with the hours in which nothing was sent. */
function idleTodayPoints({ days }: MonthPoints, terms: Pick<Terms, 'days'>): number {
  const today = days.at(-1);
  return today && !today.isOver && !today.isValid && terms.days === 'valid' ? today.points.length : 0;
}
