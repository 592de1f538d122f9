import type { IngestSegment } from '../ingest/batch.ts';
import { digestOf } from '../meter/digest.ts';
import { type LiveRow, LiveTally } from './live-tally.ts';
import { changedAfter, domainRows, liveRows } from './tally-rows.ts';

/** Segments of live usage are hours: index = hours since 1970, UTC. */
export const HOUR_MS = 3_600_000;

/** A segment as plain JSON. */
export interface LiveSegmentState {
  readonly stream: string;
  readonly meterHash: string;
  readonly index: number;
  readonly version: number;
  readonly steps: number;
  readonly acknowledged: number;
  readonly rows: readonly LiveRow[];
}

/**
 * What was counted in one hour by the poller's clock; its rows may lie in the hour before (an interval that crosses the
 * border). The version is the milliseconds into the hour of what was counted last, and always higher than the one before:
 * it stays far below the 65 MiB that a version may be.
 */
export class LiveSegment {
  readonly stream: string;
  readonly meterHash: string;
  readonly index: number;
  version: number;
  /** Differences counted: what lines are to a log. */
  steps: number;
  /** The newest version that a server, or the spool, has. */
  acknowledged: number;
  readonly tally: LiveTally;

  constructor(
    state: Omit<LiveSegmentState, 'version' | 'steps' | 'acknowledged' | 'rows'> & Partial<LiveSegmentState>,
  ) {
    this.stream = state.stream;
    this.meterHash = state.meterHash;
    this.index = state.index;
    this.version = state.version ?? 0;
    this.steps = state.steps ?? 0;
    this.acknowledged = state.acknowledged ?? 0;
    this.tally = new LiveTally(state.rows);
  }

  state(): LiveSegmentState {
    const { stream, meterHash, index, version, steps, acknowledged, tally } = this;
    return { stream, meterHash, index, version, steps, acknowledged, rows: tally.rows };
  }

  /** The version of what is counted at `at`, which lies in the hour. */
  raise(at: number): number {
    this.version = Math.max(this.version + 1, at - this.index * HOUR_MS + 1);
    return this.version;
  }

  get hasUnsent(): boolean {
    return this.version > this.acknowledged;
  }

  /** Every row that changed since the last acknowledged sending, under the digest of all rows. */
  draft(): IngestSegment {
    const { index, version, steps, tally, acknowledged } = this;
    const { rows } = tally;
    const changed = changedAfter(rows, acknowledged);
    return {
      index,
      bytes: version,
      rows: domainRows(changed.domain),
      live: liveRows(changed.live),
      lines: steps,
      rejects: {},
      samples: [],
      unknownDurations: 0,
      digest: digestOf(domainRows(rows), {}, liveRows(rows)),
      final: false,
    };
  }
}
