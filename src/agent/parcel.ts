import type { IngestBatch } from '../ingest/batch.ts';

/** One segment to be sent: all of its rows that changed since the last acknowledged sending, always together. */
export interface Parcel {
  /** Of exactly one segment. */
  readonly batch: IngestBatch;
  /** The segment does not grow any more. */
  readonly isClosed: boolean;
  /** Bytes of memory that it holds, about. */
  readonly weight: number;
}
