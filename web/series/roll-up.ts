/**
 * The peaks of five-minute values in coarser buckets, whose starts are `edges`: the rule of every bandwidth that is not of five
 * minutes (weir-contract section 3).
 *
 *     peaksOf([0, 300, 600], [1, 5, 2], [0, 600])   // [5, 2]
 */
export function peaksOf(starts: readonly number[], values: readonly number[], edges: readonly number[]): number[] {
  const peaks = new Array<number>(edges.length).fill(0);
  let bucket = 0;
  for (let i = 0; i < starts.length; i++) {
    while (bucket + 1 < edges.length && edges[bucket + 1]! <= starts[i]!) bucket++;
    if (starts[i]! >= edges[0]!) peaks[bucket] = Math.max(peaks[bucket]!, values[i]!);
  }
  return peaks;
}

/** Element by element. The columns are of one length. */
export function addColumns(columns: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = columns;
  const total = [...first];
  for (const column of others) for (let i = 0; i < total.length; i++) total[i]! += column[i]!;
  return total;
}
