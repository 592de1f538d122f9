import { type addCounts, type Count, type CountColumn, type maxCount, toCount } from '../usage/count.ts';

/**
 * Fine buckets -> coarser values, exactly. A bucket belongs to the period it starts in; a period without buckets is 0.
 *
 *     const frame = { start: 0, step: 300 };
 *     rollUp(frame, Float64Array.of(1, 2, 3), [0, 600, 900], addCounts)   // [3, 3]
 *     rollUp(frame, Float64Array.of(1, 2, 3), [0, 600, 900], maxCount)    // [2, 3]
 *
 * Traffic and counts are sums, bandwidth is the peak of five-minute values (weir-contract section 3); the peak may be
 * taken of the bytes, since more bytes in five minutes are more bits a second.
 */
export function rollUp(
  frame: { readonly start: number; readonly step: number },
  column: CountColumn,
  edges: readonly number[],
  fold: typeof addCounts | typeof maxCount,
): Count[] {
  const values: Count[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const first = Math.max(0, Math.ceil((edges[i]! - frame.start) / frame.step));
    const last = Math.min(column.length, Math.ceil((edges[i + 1]! - frame.start) / frame.step));
    let value: Count = 0;
    for (let j = first; j < last; j++) value = fold(value, countAt(column, j));
    values.push(value);
  }
  return values;
}

/** One value of a column in its canonical form. */
export function countAt(column: CountColumn, index: number): Count {
  const value = column[index]!;
  return typeof value === 'bigint' ? toCount(value) : value;
}
