import type { CountColumn } from './count.ts';
import type { LiveCounter } from './live-rows.ts';

/** A domain's live usage over time: of all its streams, of an application's, or of one. */
export interface LiveQuery {
  readonly domain: string;
  /** Absent = all. */
  readonly app?: string;
  /** Only together with `app`: streams of two applications may have one name. */
  readonly stream?: string;
  /** Unix seconds, half-open, multiples of the step. */
  readonly start: number;
  readonly end: number;
  readonly step: 60 | 300;
}

/** Buckets with usage, sorted by start. Viewers are added up minute by minute, over streams and nodes; a bucket has the peak. */
export interface LiveBuckets {
  readonly length: number;
  /** Unix seconds. */
  readonly start: Uint32Array;
  readonly counters: Readonly<Record<LiveCounter, CountColumn>>;
}

export interface TopStreamsQuery {
  readonly domain: string;
  /** Unix seconds, half-open, multiples of 60. */
  readonly start: number;
  readonly end: number;
  /** At most so many, those with the most bytes played. */
  readonly limit: number;
}

/** Streams of a domain, the most played first, then by application and stream. */
export interface TopStreams {
  readonly length: number;
  readonly streams: readonly { readonly app: string; readonly stream: string }[];
  readonly counters: Readonly<Record<LiveCounter, CountColumn>>;
}
