import type { Parcel } from './parcel.ts';
import type { Refusal } from './refusal.ts';
import type { InputStatus, StreamStatus } from './status.ts';

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
  refused(parcel: Parcel, refusal: Refusal, now: number): void;
  /** JSON that saves time after a restart; no number depends on it. */
  checkpoint(): unknown;
  status(now: number): SourceStatus;
  /** Nothing is read any more: what came until now is due, where it did not wait for a round. */
  finish?(): Promise<void>;
  close(): Promise<void>;
}
