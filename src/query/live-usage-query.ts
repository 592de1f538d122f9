import type { CountColumn } from '../usage/count.ts';
import type { LiveCounter } from '../usage/live-rows.ts';

/**
 * A question about what live servers counted: of all streams of each domain, of an application's, or of one. What is known
 * only from access logs is not in the answer, because a log line says nothing of streams.
 */
export interface LiveUsageQuery {
  /** Canonical host names. */
  readonly domains: readonly string[];
  /** undefined = all. */
  readonly app: string | undefined;
  /** Only together with `app`: streams of two applications may have one name. */
  readonly stream: string | undefined;
  /** Unix seconds, half-open, multiples of `step`. An empty range (end <= start) gives series of length 0. */
  readonly start: number;
  readonly end: number;
  /** Bucket length in seconds. */
  readonly step: 60 | 300;
}

/** The answer: dense buckets, zeros filled, a series for each domain in the order asked. */
export interface LiveUsageSeries {
  readonly start: number;
  readonly step: 60 | 300;
  /** Number of buckets; bucket i starts at start + i * step. */
  readonly length: number;
  readonly series: readonly LiveDomainSeries[];
}

export interface LiveDomainSeries {
  readonly domain: string;
  /** Each `length` long; viewers are the most of a bucket's minutes, added up over streams and nodes. */
  readonly counters: Readonly<Record<LiveCounter, CountColumn>>;
}
