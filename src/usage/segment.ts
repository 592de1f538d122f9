import type { UsageRows } from './rows.ts';

/**
 * A segment is the idempotent unit of metering: 64 MiB of a log stream's uncompressed bytes (a line belongs to the
 * segment that its first byte lies in). Metering one is a pure function of its bytes and the format; its rows are
 * cumulative over the bytes read so far, and that number of bytes is the version. A store keeps the highest version of
 * each (domain, minute, segment), so sending a segment again, late or out of order changes nothing.
 */
export const SEGMENT_BYTES = 64 * 2 ** 20;

/** A longer line is rejected where it starts, so a segment's version stays below SEGMENT_BYTES + MAX_LINE_BYTES + 1. */
export const MAX_LINE_BYTES = 2 ** 20;

/** Raised only together with a rule that changes a number; part of every meter hash. */
export const METER_REVISION = 1;

/** Why a line was not counted. `future`, `expired` and `forgotten` are the server's verdicts, the others the meter's. */
export const REJECT_REASONS = [
  'blank',
  'too_long',
  'shape',
  'host',
  'time',
  'bytes',
  'number',
  'future',
  'expired',
  'forgotten',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
export type Rejects = Partial<Record<RejectReason, number>>;

/** One rejected line to look at. */
export interface RejectSample {
  readonly reason: RejectReason;
  /** Where the line starts in the stream, in uncompressed bytes. */
  readonly offset: number;
  /** The line, cut to 500 characters. */
  readonly line: string;
}

/** The first this many rejects of a segment are kept as samples. */
export const MAX_REJECT_SAMPLES = 100;

/** What metering a segment up to some byte gave. */
export interface MeteredSegment {
  /** 0 for the stream's first 64 MiB. */
  readonly index: number;
  /** Version: end of the last complete line metered, minus the segment's start. */
  readonly bytes: number;
  readonly rows: UsageRows;
  /** Every line, rejected ones too, except those that begin with '#'. */
  readonly lines: number;
  readonly rejects: Rejects;
  readonly samples: readonly RejectSample[];
  /** Lines whose duration was negative or over 24 h, and was treated as unknown. */
  readonly unknownDurations: number;
  /** Order-independent 128-bit digest of the cumulative rows and rejects, 32 hex digits. */
  readonly digest: string;
}

/** The log stream that segments are cut from: one file, whatever its name or compression. */
export interface StreamIdentity {
  /** The edge node's name. */
  readonly node: string;
  /** Hash of the first complete data line (salted by the input's `stream:`), 32 hex digits. */
  readonly stream: string;
}

/** How the stream was metered: two segments may only be compared when these agree. */
export interface MeterIdentity {
  /** Hash of the compiled program, domain override, hit list, spreading and METER_REVISION, 32 hex digits. */
  readonly meterHash: string;
  /** The format's name, for people. */
  readonly format: string;
}
