import { type Count, type CountColumn, toCount } from '../usage/count.ts';
import { type Charge, chargeFor } from './charge.ts';
import type { Contract, Terms } from './contract.ts';
import { type Fraction, fraction, multiply, roundHalfUp } from './fraction.ts';
import type { MethodName } from './method-names.ts';
import { METHODS } from './methods.ts';
import {
  asOfNow,
  type DayPoints,
  type MonthPoints,
  monthPoints,
  POINT_SECONDS,
  pointsIn,
  sumOf,
} from './month-points.ts';
import type { MonthRange } from './month-range.ts';
import type { BillingMethod, Working } from './working.ts';

/** A month's number by one method, with its work. Instants in Unix seconds. */
export interface Bill extends Pick<Working, 'discarded' | 'rank' | 'at' | 'daily'>, Pick<BillingMethod, 'ranks'> {
  readonly method: MethodName;
  readonly version: number;
  readonly range: MonthRange;
  /** Points that start before it are in; the month's end once it is over. */
  readonly asOf: number;
  readonly terms: Terms;
  /** How many points the method looked at, and of how many days; how many of those had any byte. */
  readonly points: number;
  readonly days: number;
  readonly validDays: number;
  /** Bits a second, with overhead, not rounded; null where traffic bills. */
  readonly bandwidth: Fraction | null;
  /** The month's bytes, with overhead, not rounded, and without it. */
  readonly traffic: Fraction;
  readonly measuredBytes: Count;
  /** What the contract says that it costs; absent where it has no price, or bills by another method. */
  readonly charge?: Charge;
}

/**
 * What a month comes to by one method:
 *
 *     const range = monthRange('2026-10', terms.timeZone);
 *     billMonth('monthly-95', monthPointsAt(range, bytes, now), terms)   // rank 447 of 8928 points, ...
 *
 * `bytes` holds the five-minute buckets from the month's start on, summed over the domains.
 */
export function billMonth(method: MethodName, month: MonthPoints, terms: Terms | Contract): Bill {
  const { version, ranks, finishedDaysOnly, work } = METHODS[method];
  const days = countingDays(month, terms).filter(({ isOver }) => isOver || !finishedDaysOnly);
  const { pointBytes, ...working } = work(days, terms);
  const measuredBytes = sumOf(month.days);
  const bill: Bill = {
    ...working,
    method,
    version,
    ranks,
    range: month.range,
    asOf: month.asOf,
    terms,
    points: pointsIn(days),
    days: days.length,
    validDays: days.filter(({ isValid }) => isValid).length,
    bandwidth: pointBytes && bandwidthOf(pointBytes, terms),
    traffic: multiply(fraction(BigInt(measuredBytes)), terms.overhead),
    measuredBytes,
  };
  const charge = chargeFor(bill, terms);
  return { ...bill, ...(charge && { charge }) };
}

/** The points of a month as far as it has come. `now` in Unix milliseconds. */
export function monthPointsAt(range: MonthRange, column: CountColumn, now: number): MonthPoints {
  return monthPoints(range, asOfNow(range, now), column);
}

/** The days that count by the terms. */
export function countingDays({ days }: MonthPoints, terms: Pick<Terms, 'days'>): readonly DayPoints[] {
  return terms.days === 'all' ? days : days.filter(({ isValid }) => isValid);
}

/** Bytes of five minutes -> bits a second, with overhead. */
export function bandwidthOf(pointBytes: Fraction, { overhead }: Pick<Terms, 'overhead'>): Fraction {
  return multiply(multiply(pointBytes, fraction(8n, BigInt(POINT_SECONDS))), overhead);
}

/** The one rounding of a number that bills, when it is written: half up to an integer. */
export function rounded(value: Fraction): Count {
  return toCount(roundHalfUp(value));
}
