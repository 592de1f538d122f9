/**
 * The 95th percentile as it is billed: the points descending, the first 5 % of them (rounded down) discarded, the next one
 * is it. null without points.
 *
 *     percentile95([1, 2, 3])      // 3: floor(0.15) = 0 are discarded
 */
export function percentile95(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const discarded = Math.floor((values.length * 5) / 100);
  return sorted[sorted.length - 1 - discarded]!;
}

/** Where the largest value is, the first of equals; -1 where there is none above zero. */
export function peakIndex(values: ArrayLike<number>): number {
  let at = -1;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > most) {
      most = values[i]!;
      at = i;
    }
  }
  return at;
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
