import type { CountColumn } from '../usage/count.ts';
import type { Counter } from '../usage/counters.ts';

/** Whose usage a question is about; names are canonical host names. */
export type DomainChoice =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** The account's named domains, and its wildcards' hosts with usage in the range; sorted by code point. */
  | { readonly kind: 'all'; readonly projects?: readonly number[]; readonly service?: 'cdn' | 'live' };

/**
 * A question about usage, as every API dialect puts it after parsing: which domains, which buckets, which counters.
 * Peaks, percentiles, labels and units are the dialect's business, on the series that come back.
 */
export interface UsageQuery {
  readonly domains: DomainChoice;
  /** Unix seconds, half-open, multiples of `step`. An empty range (end <= start) gives series of length 0. */
  readonly start: number;
  readonly end: number;
  /** Bucket length in seconds. */
  readonly step: 60 | 300;
  readonly counters: readonly Counter[];
  /** true: one series, summed over the domains; its domain is null. */
  readonly merged: boolean;
}

/** The answer: dense buckets, zeros filled, in the order asked (`all`: sorted by name). */
export interface UsageSeries {
  readonly start: number;
  readonly step: 60 | 300;
  /** Number of buckets; bucket i starts at start + i * step. */
  readonly length: number;
  readonly series: readonly DomainSeries[];
}

export interface DomainSeries {
  readonly domain: string | null;
  /** The asked counters, each `length` long. */
  readonly counters: Readonly<Partial<Record<Counter, CountColumn>>>;
  /** Some row behind the series has derived origin numbers. */
  readonly estimated: boolean;
}
