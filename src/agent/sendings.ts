import type { StreamMeter } from '../meter/stream-meter.ts';
import type { MeteredSegment } from '../usage/segment.ts';
import { changedRows, type RowTotals, rowTotals } from './changed-rows.ts';
import type { Refusal } from './refusal.ts';

/** Where metering a stream can begin again: the start of some segment's first line. */
export interface ResumePoint {
  readonly offset: number;
  readonly columns?: string;
}

/** A segment as it will be sent: only the rows that changed since the last acknowledged sending, unless it is whole. */
export interface Draft {
  readonly segment: MeteredSegment;
  readonly isClosed: boolean;
  /** Has every row, be it changed or not. */
  readonly isWhole: boolean;
  /** At the segment's start or before it. */
  readonly start: ResumePoint;
  /** Of all its rows; only needed while it is open. */
  readonly totals: RowTotals;
  /** Row numbers mean something only within one metering of one segment. */
  readonly metering: number;
  replaces: boolean;
}

const NO_TOTALS: RowTotals = new Uint32Array();
/** A row that merely grows is sent again this long after its stream's last sending. */
const GROWING_MS = 60_000;
/** Eleven counters of eight bytes, domain, minute, hash slots; and a row's share of a name. */
const ROW_BYTES = 160;

export function weightOf({ rows, samples }: MeteredSegment): number {
  return rows.length * ROW_BYTES + samples.length * 700 + 1000;
}

/**
 * What of one stream is to be sent, and when. In: a meter after each reading, and what became of each sending; out: drafts,
 * closed segments first, the open one when it is due.
 *
 * The rows of a sending are all those that changed since the last acknowledged one (design rule 3: a row held back under a
 * version that was sent would be lost, because the server has that version).
 */
export class Sendings {
  /** In the order of the log; the first may be on its way. */
  readonly closed: Draft[] = [];
  /** Of `closed`. */
  closedWeight = 0;
  /** Why numbers of the open segment stay as the server has them. */
  note: string | null = null;
  readonly #flushMs: number;
  #metering = 0;
  /** Of the open segment: what was acknowledged. */
  #totals = NO_TOTALS;
  #bytes = 0;
  /** Not sent before it has more bytes than these: the server has as many, by another format. */
  #heldAt = 0;
  #replaces = false;
  #isReturned = false;
  #newestSent = 0;
  #minuteSince: number | undefined;
  #sentAt: number;

  constructor(flushMs: number, now: number) {
    this.#flushMs = flushMs;
    this.#sentAt = now;
  }

  /** After reading; `start` is where the segment began that was open before. */
  metered(meter: StreamMeter, start: ResumePoint): void {
    for (const segment of meter.takeClosed()) this.#close(segment, start);
  }

  /** The open segment's newest minute, now and then. */
  sawMinute(newest: number, now: number): void {
    if (this.#minuteSince === undefined && newest > this.#newestSent) this.#minuteSince = now;
  }

  #close(segment: MeteredSegment, start: ResumePoint): void {
    const draft = this.#draft(segment, { isClosed: true, start });
    this.closed.push(draft);
    this.closedWeight += weightOf(draft.segment);
    this.#startSegment();
  }

  #startSegment(): void {
    this.letGo();
    this.#heldAt = 0;
    this.#replaces = false;
    this.#newestSent = 0;
    this.#minuteSince = undefined;
  }

  /** The open segment's rows are let go; all of them count as changed once it is metered again. */
  letGo(): void {
    this.#metering++;
    this.#totals = NO_TOTALS;
    this.#bytes = 0;
  }

  #draft(segment: MeteredSegment, facts: Pick<Draft, 'isClosed' | 'start'>): Draft {
    const isWhole = this.#replaces || this.#bytes === 0;
    const totals = facts.isClosed && isWhole ? NO_TOTALS : rowTotals(segment.rows);
    const rows = isWhole ? segment.rows : changedRows(segment.rows, totals, this.#totals);
    const { metering, replaces } = { metering: this.#metering, replaces: this.#replaces };
    return { ...facts, segment: { ...segment, rows }, isWhole, totals, metering, replaces };
  }

  /** Something of the open segment was not acknowledged yet. */
  isChanged(meter: StreamMeter): boolean {
    return meter.openBytes > Math.max(this.#bytes, this.#heldAt);
  }

  isDue(meter: StreamMeter, now: number): boolean {
    if (!this.isChanged(meter)) return false;
    if (this.#isReturned) return true;
    if (this.#minuteSince !== undefined && elapsed(this.#minuteSince, now) >= this.#flushMs) return true;
    return elapsed(this.#sentAt, now) >= GROWING_MS;
  }

  /** The open segment, to be sent now. */
  takeOpen(meter: StreamMeter, now: number): Draft {
    const start = { offset: meter.openOffset, ...(meter.openColumns !== undefined && { columns: meter.openColumns }) };
    this.#newestSent = meter.newestMinute;
    this.#sentAt = now;
    this.#isReturned = false;
    this.#minuteSince = undefined;
    return this.#draft(meter.open()!, { isClosed: false, start });
  }

  acknowledged(draft: Draft): void {
    this.note = null;
    if (draft.isClosed) this.#drop(draft);
    else if (draft.metering === this.#metering) this.#openAcknowledged(draft); // else it has closed meanwhile, and goes again
  }

  #openAcknowledged({ segment, totals }: Draft): void {
    this.#replaces = false;
    this.#bytes = segment.bytes;
    this.#totals = totals;
  }

  /** Due again at once. */
  returned(draft: Draft): void {
    if (!draft.isClosed) this.#isReturned = true;
  }

  /**
   * The segment was metered by another format before (design rule 8). Out: false where the segment must be metered again from
   * its start, because a replacement needs all of its rows.
   */
  formatChanged(draft: Draft, { bytes, message }: Refusal & { readonly bytes: number }): boolean {
    if (draft.segment.bytes > bytes) return this.replace(draft);
    this.#keepStored(draft, bytes, message);
    return true;
  }

  /** Sends it again to take the place of what the server has. Out: as above. */
  replace(draft: Draft): boolean {
    if (!draft.isWhole) return false;
    if (draft.isClosed) draft.replaces = true;
    else if (draft.metering === this.#metering) [this.#replaces, this.#isReturned] = [true, true];
    return true;
  }

  #keepStored(draft: Draft, bytes: number, message: string): void {
    this.note = `the acknowledged numbers stay: ${message}`;
    if (draft.isClosed) this.#drop(draft);
    else if (draft.metering === this.#metering) this.#heldAt = bytes;
  }

  /** Everything is to be metered and sent again. */
  forget(): void {
    this.closed.length = 0;
    this.closedWeight = 0;
    this.#startSegment();
    this.#isReturned = false;
  }

  #drop(draft: Draft): void {
    const place = this.closed.indexOf(draft);
    if (place < 0) return; // it was forgotten while it was on its way
    this.closed.splice(place, 1);
    this.closedWeight -= weightOf(draft.segment);
  }
}

/** A clock that was set back must not keep anything waiting. */
function elapsed(since: number, now: number): number {
  return now < since ? Number.POSITIVE_INFINITY : now - since;
}
