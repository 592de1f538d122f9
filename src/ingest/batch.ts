import Type from 'typebox';
import { type LiveRows, MAX_LIVE_NAME } from '../usage/live-rows.ts';
import type { MeteredSegment, MeterIdentity, StreamIdentity } from '../usage/segment.ts';
import {
  MAX_LINE_BYTES,
  MAX_REJECT_SAMPLES,
  REJECT_REASONS,
  type RejectReason,
  SEGMENT_BYTES,
} from '../usage/segment.ts';

/**
 * What a node sends: segments of one log stream, each with the rows that changed (or all of them). On the wire it is
 * binary, so that a row costs about twenty bytes:
 *
 *     4 bytes   length of the header, little-endian
 *     header    JSON, the BatchHeader below
 *     columns   varints: for every segment its domain indexes, minutes (Unix minutes), the eleven counters, estimated;
 *               where it has `live`, then place indexes, minutes and the four counters of those rows
 *
 * usually gzipped (Content-Encoding: gzip).
 */
export interface IngestBatch extends StreamIdentity, MeterIdentity {
  /** The log's path on its node, for people. */
  readonly path: string;
  readonly segments: readonly IngestSegment[];
  /** The segments take the place of what was stored of them, whatever it was metered from. */
  readonly replace?: boolean;
  /**
   * Only with `replace`: a segment that was metered by the same format before is taken as if it were sent without. A sender that
   * replaces because its format changed must not undo with a late copy what it has sent after it.
   */
  readonly unlessSame?: boolean;
  /** Only with `replace`: the log has this many segments, and what is stored of it beyond them goes. */
  readonly endsAfter?: number;
}

export { BATCH_CONTENT_TYPE } from './batch-type.ts';

export interface IngestSegment extends MeteredSegment {
  /** The stream's unterminated last line is counted in it. */
  readonly final: boolean;
  /** What the same bytes are by stream; only a live server's segments have it. */
  readonly live?: LiveRows;
}

/** The last Unix minute that 32 bits of seconds can name. */
export const LAST_MINUTE = Math.floor(2 ** 32 / 60) - 1;

const integer = (maximum = Number.MAX_SAFE_INTEGER) => Type.Integer({ minimum: 0, maximum });
const hash128 = Type.String({ pattern: '^[0-9a-f]{32}$' });
const Reason = Type.Unsafe<RejectReason>(Type.Enum([...REJECT_REASONS]));

const liveName = Type.String({ maxLength: MAX_LIVE_NAME });

const LiveHeader = Type.Object(
  {
    rows: integer(2 ** 26),
    /** Domain, application, stream. */
    places: Type.Array(Type.Tuple([Type.String({ minLength: 1, maxLength: 253 }), liveName, liveName]), {
      maxItems: 2 ** 26,
    }),
  },
  { additionalProperties: false },
);

const SegmentHeader = Type.Object(
  {
    index: integer(2 ** 31),
    bytes: integer(SEGMENT_BYTES + MAX_LINE_BYTES + 1),
    lines: integer(),
    rejects: Type.Object(Object.fromEntries(REJECT_REASONS.map((reason) => [reason, Type.Optional(integer())])), {
      additionalProperties: false,
    }),
    samples: Type.Array(
      Type.Object(
        { reason: Reason, offset: integer(), line: Type.String({ maxLength: 500 }) },
        { additionalProperties: false },
      ),
      { maxItems: MAX_REJECT_SAMPLES },
    ),
    unknownDurations: integer(),
    digest: hash128,
    final: Type.Boolean(),
    rows: integer(2 ** 26),
    domains: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 2 ** 26 }),
    live: Type.Optional(LiveHeader),
  },
  { additionalProperties: false },
);

/** The header's schema: validated at the door, trusted after it. */
export const BatchHeader = Type.Object(
  {
    node: Type.String({ minLength: 1, maxLength: 253 }),
    stream: hash128,
    path: Type.String({ maxLength: 4096 }),
    format: Type.String({ maxLength: 4096 }),
    meterHash: hash128,
    segments: Type.Array(SegmentHeader, { maxItems: 1024 }),
    replace: Type.Optional(Type.Boolean()),
    unlessSame: Type.Optional(Type.Boolean()),
    endsAfter: Type.Optional(integer(2 ** 31)),
  },
  { additionalProperties: false },
);
export type BatchHeader = Type.Static<typeof BatchHeader>;
