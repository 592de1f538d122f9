import type { AdminRecord } from './admin-record.ts';
import type { BucketQuery, BucketRows } from './buckets.ts';
import type { LiveBuckets, LiveQuery, TopStreams, TopStreamsQuery } from './live-query.ts';
import type { LiveRows } from './live-rows.ts';
import type { UsageRows } from './rows.ts';
import type { MeterIdentity, RejectSample, Rejects, StreamIdentity } from './segment.ts';
import type { SelectionTotals, UsageSelection } from './selection.ts';

/** What the ledger keeps of a segment: the newest metering of it that was stored. */
export interface LedgerEntry extends StreamIdentity, MeterIdentity {
  /** 128 bits of hash(node, stream, index), 32 hex digits. */
  readonly segment: string;
  readonly index: number;
  /** Raised when a segment is replaced; stored version = generation * 2^32 + bytes. */
  readonly generation: number;
  /** Bytes of the segment metered. */
  readonly bytes: number;
  readonly digest: string;
  /** The log's path on its node when it was last sent, for people. */
  readonly path: string;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly samples: readonly RejectSample[];
  readonly unknownDurations: number;
  /** true once the stream's unterminated last line was counted: no longer version may follow. */
  readonly final: boolean;
  /** true from when a replacement has begun until all of it is stored: what is stored is a mixture, to be replaced again. */
  readonly replacing: boolean;
  /** First and last minute of the rows, Unix seconds; 0 when there are none. */
  readonly firstMinute: number;
  readonly lastMinute: number;
  /** UTC day (Unix days) -> the last stored version that touched it. */
  readonly days: ReadonlyMap<number, number>;
  /** When it was stored, Unix milliseconds. */
  readonly storedAt: number;
}

/** The order of a ledger entry and of its rows: the higher one wins. Exact up to 2^21 generations. */
export function storedVersion(entry: Pick<LedgerEntry, 'generation' | 'bytes'>): number {
  return entry.generation * 2 ** 32 + entry.bytes;
}

export interface StoredSegment {
  readonly entry: LedgerEntry;
  /** Rows to write under the entry's version; keys not named keep what the store has. */
  readonly rows: UsageRows;
  /** The same of the rows by stream, where the segment is a live server's. */
  readonly live?: LiveRows;
}

/** What a store holds of a segment: the keys of its rows, and the highest version among them (0 when there are none). */
export interface SegmentKeys {
  readonly domains: readonly string[];
  /** Index into domains. */
  readonly domain: Uint32Array;
  /** Unix seconds. */
  readonly minute: Uint32Array;
  readonly version: number;
}

export interface HostQuery {
  /** Unix seconds, half-open, multiples of 60. */
  readonly start: number;
  readonly end: number;
  /** Only hosts below one of these suffixes, such as '.b.com'; absent = every host. */
  readonly suffixes?: readonly string[];
}

/**
 * Where usage lives. Implementations differ in where, never in what: one test suite runs over all of them.
 * Every method rejects with a StoreError when the store cannot do it.
 */
export interface UsageStore {
  /** Writes the rows, those by stream too, then the ledger entries. Resolves when both would survive a kill -9. Safe to repeat. */
  put(segments: readonly StoredSegment[]): Promise<void>;
  /** Sums per domain and bucket over the newest version of every row. */
  buckets(query: BucketQuery): Promise<BucketRows>;
  /** Sums by bucket over the newest version of every row by stream. */
  liveBuckets(query: LiveQuery): Promise<LiveBuckets>;
  topStreams(query: TopStreamsQuery): Promise<TopStreams>;
  /** Host names with usage in the range (some counter above 0), sorted by code point. */
  hosts(query: HostQuery): Promise<string[]>;
  /** The keys of every row ever stored for the segment on some UTC days (Unix days), newest version or not. */
  segmentKeys(segment: string, days: Iterable<number>): Promise<SegmentKeys>;
  /** The newest entry of every segment, in no particular order. */
  ledger(): Promise<LedgerEntry[]>;
  /** What a selection holds, over the newest version of every row. */
  selectionTotals(selection: UsageSelection): Promise<SelectionTotals>;
  /**
   * Gives every row of the selection that is not zero yet, those by stream too, a newer version (by 1) of zeros. Resolves with what was there
   * when that is durable. A put that runs beside it may come before or after. Safe to repeat, also after a kill within it.
   */
  zeroRows(selection: UsageSelection): Promise<SelectionTotals>;
  /** The newest version of every record of a kind, sorted by key. */
  records(kind: string): Promise<AdminRecord[]>;
  /** Keeps the record, unless a newer version of its key is there. Resolves when it would survive a kill -9. */
  putRecord(record: AdminRecord): Promise<void>;
  /** Resolves when the store can answer; /readyz asks this. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The store could not do what it was asked; `reason` tells a caller whether trying again can help. */
export class StoreError extends Error {
  readonly reason: 'unavailable' | 'timeout' | 'locked' | 'version' | 'missing' | 'damaged';
  constructor(reason: StoreError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.reason = reason;
  }
}
