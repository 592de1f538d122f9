import type { Count } from '../usage/count.ts';

/** What metering gave, row by row in no particular order: the counters of one domain in one bucket each, no key twice. */
export interface MeteredRows {
  readonly length: number;
  readonly domains: readonly string[];
  /** The row's domain, by its place in `domains`. */
  domainAt(row: number): number;
  /** Start of its bucket, Unix seconds. */
  bucketAt(row: number): number;
  /** A counter, by its place in COUNTERS, exact. */
  count(row: number, counter: number): Count;
}
