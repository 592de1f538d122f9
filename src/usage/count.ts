/**
 * Exact non-negative integers of any size. A count is a `number` up to 2^53 - 1 and a `bigint` above, so the ordinary
 * case costs what a number costs and no sum is ever rounded:
 *
 *     addCounts(1, 2)                              // 3
 *     addCounts(Number.MAX_SAFE_INTEGER, 1)        // 9007199254740992n
 *
 * `String(count)` is its JSON. Rounding happens once, when an answer is written: `scaled`.
 */
export type Count = number | bigint;

/** A column of counts. Floats while every value is at most 2^53 - 1, which they hold exactly; 64-bit integers otherwise. */
export type CountColumn = Float64Array | BigUint64Array;

/** The canonical form of an integer: a number where that is exact. */
export function toCount(value: bigint): Count {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** The narrowest column that holds the values exactly: countColumn(new BigUint64Array([7n])) is Float64Array [7]. */
export function countColumn(values: BigUint64Array): CountColumn {
  // the halves of each value (low first, as on every machine Node runs on): no bigint is made for each of them
  const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const column = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const high = halves[2 * i + 1]!;
    if (high >= 2 ** 21) return values; // above 2^53 - 1
    column[i] = high * 2 ** 32 + halves[2 * i]!;
  }
  return column;
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
export function scaled(value: Count, multiplier: number, divisor: Count): Count {
  // half up: floor((2 * value * multiplier + divisor) / (2 * divisor)), in floats while nothing can be inexact; whole
  // multiples of the divisor are taken out first, so that this holds for nearly every value there is
  if (typeof value === 'number' && typeof divisor === 'number') {
    const quotient = Math.floor(value / divisor);
    const rest = value - quotient * divisor; // what % gives, at a tenth of its cost
    const twice = 2 * rest * multiplier + divisor;
    const result = quotient * multiplier + Math.floor(twice / (2 * divisor));
    if (twice <= Number.MAX_SAFE_INTEGER && result <= Number.MAX_SAFE_INTEGER) return result;
  }
  return toCount((2n * BigInt(value) * BigInt(multiplier) + BigInt(divisor)) / (2n * BigInt(divisor)));
}
