/**
 * Exact non-negative integers of any size. A count is a `number` up to 2^53 - 1 and a `bigint` above, so the ordinary
 * case costs what a number costs and no sum is ever rounded:
 *
 *     addCounts(1, 2)                              // 3
 *     addCounts(Number.MAX_SAFE_INTEGER, 1)        // 9007199254740992n
 *
 * `String(count)` is its JSON. Rounding happens once, when an answer is written: `scaled` and `scaledToCents`.
 */
export type Count = number | bigint;

/** A column of counts. Floats while every value is at most 2^53 - 1, which they hold exactly; 64-bit integers otherwise. */
export type CountColumn = Float64Array | BigUint64Array;

/** The canonical form of an integer: a number where that is exact. */
export function toCount(value: bigint): Count {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

export function addCounts(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return toCount(BigInt(a) + BigInt(b));
}

export function maxCount(a: Count, b: Count): Count {
  return b > a ? b : a;
}

/** value * multiplier / divisor rounded half up to an integer: scaled(1, 1, 2) is 1. Both factors are positive integers. */
export function scaled(value: Count, multiplier: number, divisor: number): Count {
  // half up: floor((2 * value * multiplier + divisor) / (2 * divisor)), in floats while nothing can be inexact
  if (typeof value === 'number' && 2 * value * multiplier + divisor <= Number.MAX_SAFE_INTEGER) {
    return Math.floor((2 * value * multiplier + divisor) / (2 * divisor));
  }
  return toCount((2n * BigInt(value) * BigInt(multiplier) + BigInt(divisor)) / (2n * BigInt(divisor)));
}

/**
 * value * multiplier / divisor rounded half up, on the exact value, to two decimals: scaledToCents(1, 1, 8) is 0.13.
 * A number prints without trailing zeros; it is exact up to 15 significant digits.
 */
export function scaledToCents(value: Count, multiplier: number, divisor: number): number {
  return Number(scaled(value, multiplier * 100, divisor)) / 100;
}
