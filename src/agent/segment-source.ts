import type { IngestBatch } from '../ingest/batch.ts';

/** One segment to be sent: all of its rows that changed since the last acknowledged sending, always together. */
export interface Parcel {
  /** Exactly one segment. */
  readonly batch: IngestBatch;
  /** Nothing will be added to the segment any more. */
  readonly isClosed: boolean;
  /** Bytes of memory that it holds, about. */
  readonly weight: number;
}

/** Why the server will not take a parcel, however often it comes: 409, 400 or 413. */
export interface Refusal {
  readonly status: number;
  /** Of docs/errors.md, such as `edited`; the status where the answer had none. */
  readonly code: string;
  /** The server's sentence. */
  readonly message: string;
  /** `format-changed`: the index of the segment, and how many of its bytes are counted at the server. */
  readonly segment?: number;
  readonly bytes?: number;
}

/** What became of one input of the config. */
export interface InputStatus {
  /** Such as /var/log/nginx/*access.log*. */
  readonly input: string;
  readonly kind: 'log';
  readonly format: string;
  readonly files: number;
  readonly fault: string | null;
}

/** How far one stream is. */
export interface StreamStatus {
  readonly path: string;
  /** 32 hex digits; null until its first line is complete. */
  readonly stream: string | null;
  readonly format: string;
  /** Metered. */
  readonly bytes: number;
  /** Of an unterminated last line. */
  readonly pendingBytes: number;
  /** There, and not read yet. */
  readonly lagBytes: number;
  /** The newest minute metered, Unix seconds. */
  readonly lastLine: number | null;
  readonly lines: number;
  readonly rejected: number;
  readonly slowLines: number;
  readonly state: 'following' | 'complete' | 'refused' | 'waiting' | 'gone';
  readonly fault: string | null;
}

export interface SourceStatus {
  readonly inputs: readonly InputStatus[];
  readonly streams: readonly StreamStatus[];
}

export interface Round {
  readonly bytesRead: number;
  /** Everything that was there was read. False with no byte read: the memory limit is reached. */
  readonly isCaughtUp: boolean;
}

/**
 * Where parcels come from: whatever meters something into segments. The agent calls one method at a time, never one in
 * the middle of a `round`.
 *
 *     const { isCaughtUp } = await source.round(now, 16 * 2 ** 20);
 *     const parcel = source.takeDue(now);              // its segment is out now ...
 *     source.acknowledged(parcel);                     // ... until the server, or the spool, has it; or returned, or refused
 */
export interface SegmentSource {
  /** Looks for what is new and meters up to so many bytes of it. `now` in Unix milliseconds. */
  round(now: number, budgetBytes: number): Promise<Round>;
  /**
   * The next segment that is due, closed ones first; with `all`, every one that changed. A segment that is out is not
   * given again, others may be.
   */
  takeDue(now: number, all?: boolean): Parcel | undefined;
  /** Durable at the server, or in the spool. */
  acknowledged(parcel: Parcel): void;
  /** Not delivered: due again. */
  returned(parcel: Parcel): void;
  /** The server contradicts it: its stream is not to be tried again in a tight loop. */
  refused(parcel: Parcel, refusal: Refusal): void;
  /** JSON that saves time after a restart; no number depends on it. */
  checkpoint(): unknown;
  status(now: number): SourceStatus;
  close(): Promise<void>;
}
