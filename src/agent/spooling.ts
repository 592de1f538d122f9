import { spoolParcel } from './departure.ts';
import type { Notices } from './notices.ts';
import type { Parcel } from './parcel.ts';
import type { SegmentSource } from './segment-source.ts';
import type { Spool } from './spool.ts';

export interface SpoolingOptions {
  readonly spool: Spool;
  readonly notices: Notices;
  /** How often to look for closed segments, in milliseconds. */
  readonly sweepMs: number;
}

/** Parcels that were tried to be kept: `safe` ones are in the spool. */
export interface Swept {
  readonly safe: readonly Parcel[];
  readonly unsafe: readonly Parcel[];
}

const FULL_MS = 30_000; // a try to make room costs packing a segment
const MOST_CLOSED = 8; // at once out of the source's memory and in ours, until they are packed
const MOST_OPEN = 32; // looked over on the way to closed ones
const MOST_OPEN_WEIGHT = 16 * 2 ** 20;

/**
 * Moves closed segments from a source to the spool while no server answers. Open ones stay: they still grow, and would be
 * spooled again and again.
 */
export class Spooling {
  /** Why the spool takes no more, while it does not: reading on would only fill the memory. */
  fullBecause: string | undefined;
  readonly #options: SpoolingOptions;
  #next = 0;

  constructor(options: SpoolingOptions) {
    this.#options = options;
  }

  isDue(now: number): boolean {
    return now >= this.#next || this.#next - now > Math.max(this.#options.sweepMs, FULL_MS); // the clock was set back
  }

  /** Takes the source's closed parcels, and resolves when they are in the spool or cannot be. */
  async sweep(source: SegmentSource, now: number, all: boolean): Promise<Swept> {
    const closed = takeClosed(source, now, all);
    this.#next = closed.length === MOST_CLOSED ? now : now + this.#options.sweepMs;
    const safe: Parcel[] = [];
    for (const parcel of closed) {
      if (!(await this.keep(parcel))) break;
      safe.push(parcel);
    }
    if (safe.length < closed.length) this.#next = now + Math.max(this.#options.sweepMs, FULL_MS);
    return { safe, unsafe: closed.slice(safe.length) };
  }

  /** Resolves with whether the parcel is in the spool now. */
  async keep(parcel: Parcel): Promise<boolean> {
    const kept = await spoolParcel(this.#options.spool, parcel);
    if (kept.isKept) this.hasRoom();
    else {
      this.fullBecause = kept.why;
      this.#options.notices.wrong('spool', `the spool takes no more, so reading waits: ${kept.why}`);
    }
    return kept.isKept;
  }

  hasRoom(): void {
    this.fullBecause = undefined;
    this.#options.notices.right('spool', 'reading goes on: the spool has room, or is not needed');
  }
}

/** Whether a parcel is closed shows when it is taken. All at once, so that nothing happens to the source meanwhile. */
function takeClosed(source: SegmentSource, now: number, all: boolean): Parcel[] {
  const closed: Parcel[] = [];
  const open: Parcel[] = [];
  let openWeight = 0;
  while (closed.length < MOST_CLOSED && open.length < MOST_OPEN && openWeight < MOST_OPEN_WEIGHT) {
    const parcel = source.takeDue(now, all);
    if (!parcel) break;
    (parcel.isClosed ? closed : open).push(parcel);
    if (!parcel.isClosed) openWeight += parcel.weight;
  }
  for (const parcel of open) source.returned(parcel);
  return closed;
}
