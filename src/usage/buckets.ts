import type { CountColumn } from './count.ts';
import type { Counter } from './counters.ts';

/** A domain and the half-open range of Unix seconds for which its usage may be read. */
export interface DomainSpan {
  readonly domain: string;
  readonly start: number;
  readonly end: number;
}

/** What a store is asked for: the sums of some counters per domain and bucket. */
export interface BucketQuery {
  /** Bounds are multiples of `step`. A domain's spans, mostly one, stand together and do not overlap. */
  readonly spans: readonly DomainSpan[];
  /** Bucket length in seconds: 60 or 300. Buckets start at multiples of it. */
  readonly step: 60 | 300;
  readonly counters: readonly Counter[];
  /** true: one series, summed over the domains. */
  readonly merged: boolean;
}

/** A store's answer: only buckets with rows, sorted by (domain, start). */
export interface BucketRows {
  readonly length: number;
  /** Index of (one of) the domain's spans in the query; all 0 when merged. */
  readonly domain: Uint32Array;
  /** Start of the bucket, Unix seconds. */
  readonly start: Uint32Array;
  /** The asked counters. */
  readonly counters: Readonly<Partial<Record<Counter, CountColumn>>>;
  readonly estimated: Uint8Array;
}
