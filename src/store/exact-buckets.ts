import type { Counter } from '../usage/counters.ts';

/** BucketRows while they are put together: every sum still a 64-bit integer. */
export interface ExactBuckets {
  readonly length: number;
  readonly domain: Uint32Array;
  readonly start: Uint32Array;
  readonly counters: Readonly<Partial<Record<Counter, BigUint64Array>>>;
  readonly estimated: Uint8Array;
}

/**
 * Adds the rows that share a start: the last step of a merged question that was too long for one statement.
 *
 *     start 0, 300, 0 with bytes 1, 2, 3   ->   start 0, 300 with bytes 4, 2
 */
export function summedByStart(rows: ExactBuckets): ExactBuckets {
  const starts = Uint32Array.from(new Set(rows.start)).sort();
  const places = new Map<number, number>();
  starts.forEach((start, place) => {
    places.set(start, place);
  });
  const target = Uint32Array.from(rows.start, (start) => places.get(start)!);
  const estimated = new Uint8Array(starts.length);
  target.forEach((place, row) => {
    estimated[place]! |= rows.estimated[row]!;
  });
  const columns = Object.entries(rows.counters).map(([name, values]) => [name, added(values, target, starts.length)]);
  const counters = Object.fromEntries(columns);
  return { length: starts.length, domain: new Uint32Array(starts.length), start: starts, counters, estimated };
}

function added(values: BigUint64Array, target: Uint32Array, length: number): BigUint64Array {
  const sums = new BigUint64Array(length);
  values.forEach((value, row) => {
    sums[target[row]!]! += value;
  });
  return sums;
}
