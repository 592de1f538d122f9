import type { IngestBatch } from '../ingest/batch.ts';
import type { LiveSegment } from './live-segment.ts';
import type { LiveSegments } from './live-segments.ts';

/** One segment to be sent, in the form in which the agent sends a log's. */
export interface LiveParcel {
  /** Exactly one segment. */
  readonly batch: IngestBatch;
  /** Nothing will be added to the segment any more. */
  readonly isClosed: boolean;
  /** Bytes of memory that it holds, about. */
  readonly weight: number;
}

/** What every batch of a source says of it. */
export type BatchOrigin = Pick<IngestBatch, 'node' | 'path' | 'format'>;

/** A row that merely grows is sent again this long after the last sending. */
const GROWING_MS = 60_000;
/** Columns of two kinds of rows, and their share of the names. */
const ROW_BYTES = 250;

/**
 * Which segment is to be sent, and when: hours that are over first, the open one soon after a minute began, or when a minute
 * has passed since the last sending. One segment is out at a time.
 */
export class Parcels {
  readonly #segments: LiveSegments;
  readonly #origin: BatchOrigin;
  readonly #flushMs: number;
  #out: { readonly parcel: LiveParcel; readonly segment: LiveSegment; readonly version: number } | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sentVersion = 0;

  constructor(segments: LiveSegments, origin: BatchOrigin, flushMs: number) {
    this.#segments = segments;
    this.#origin = origin;
    this.#flushMs = flushMs;
  }

  take(now: number, all: boolean): LiveParcel | undefined {
    if (this.#out) return undefined;
    const { closed, open } = this.#segments;
    const segment = closed[0] ?? (open?.hasUnsent && (all || this.#isDue(open, now)) ? open : undefined);
    if (!segment) return undefined;
    const isClosed = segment !== open;
    const { stream, meterHash } = segment;
    const batch = { ...this.#origin, stream, meterHash, segments: [segment.draft()] };
    const parcel = { batch, isClosed, weight: segment.tally.length * ROW_BYTES + 1000 };
    this.#out = { parcel, segment, version: segment.version };
    this.#sentAt = now;
    this.#sentVersion = segment.version;
    return parcel;
  }

  /** Durable at the server, or in the spool. */
  acknowledged(parcel: LiveParcel): void {
    const { segment, version } = this.#back(parcel);
    segment.acknowledged = Math.max(segment.acknowledged, version);
    this.#segments.settle();
  }

  /** Not delivered: due again. */
  returned(parcel: LiveParcel): void {
    this.#back(parcel);
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }

  /** It will never be taken: what it holds stays uncounted, and counting goes on in another stream. */
  refused(parcel: LiveParcel): LiveSegment {
    const { segment } = this.#back(parcel);
    segment.acknowledged = segment.version;
    if (segment === this.#segments.open) this.#segments.renew();
    this.#segments.settle();
    return segment;
  }

  #isDue(open: LiveSegment, now: number): boolean {
    const elapsed = now - this.#sentAt;
    if (elapsed < 0 || elapsed >= GROWING_MS) return true;
    const hasNewMinute = minuteOf(open.version) !== minuteOf(this.#sentVersion);
    return hasNewMinute && elapsed >= this.#flushMs;
  }

  #back(parcel: LiveParcel): { segment: LiveSegment; version: number } {
    if (this.#out?.parcel !== parcel) throw new Error('this parcel is not the one that is out');
    const out = this.#out;
    this.#out = undefined;
    return out;
  }
}

/** A version is milliseconds into the hour. */
function minuteOf(version: number): number {
  return Math.floor(version / 60_000);
}
