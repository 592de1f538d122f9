import type { Count } from '../usage/count.ts';
import type { Terms } from './contract.ts';
import { fraction, multiply, roundDown, roundHalfUp, roundUp } from './fraction.ts';

/** A value and when it was: the START of a five-minute point, Unix seconds. */
export interface Sample {
  readonly at: number;
  readonly value: Count;
}

/** The sample that bills, and how it was found. */
export interface Ranked extends Sample {
  /** How many larger (or equal) ones were put aside. */
  readonly discarded: number;
  /** Its place in descending order, from 1. */
  readonly rank: number;
}

const ROUNDED = { floor: roundDown, ceil: roundUp, nearest: roundHalfUp };

/**
 * How many of n points a percentile discards: n x (100 - percentile) %, in whole points.
 *
 *     discardedOf(8928, { percentile: 95/1, rounding: 'floor' })   // 446 of 446.4
 *
 * At least one point is left: `ceil` of the only one there is would leave nothing to bill.
 */
export function discardedOf(points: number, { percentile, rounding }: Pick<Terms, 'percentile' | 'rounding'>): number {
  const share = fraction(100n * percentile.denominator - percentile.numerator, 100n * percentile.denominator);
  const discarded = Number(ROUNDED[rounding](multiply(fraction(BigInt(points)), share)));
  return Math.max(0, Math.min(discarded, points - 1));
}

/**
 * The sample that remains on top when so many of the largest are put aside; undefined where there are none. Of several
 * with its value it is the earliest: the moment at which this value was first reached.
 */
export function ranked(samples: readonly Sample[], discarded: number): Ranked | undefined {
  const value = samples.map((sample) => sample.value).sort(descending)[discarded];
  if (value === undefined) return undefined;
  const at = samples.reduce(
    (earliest, sample) => (sample.value === value ? Math.min(earliest, sample.at) : earliest),
    Infinity,
  );
  return { value, at, discarded, rank: discarded + 1 };
}

/** Counts are numbers and bigints, which compare with each other, but subtract not. */
function descending(a: Count, b: Count): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
