import type { Receipt } from '../ingest/receiver.ts';
import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { type SpoolEnd, sendParcel, sendSpooled } from './departure.ts';
import type { Notices } from './notices.ts';
import type { Parcel } from './parcel.ts';
import type { SegmentSource } from './segment-source.ts';
import type { Sender } from './sender.ts';
import type { Spool, SpoolEntry } from './spool.ts';
import { Spooling } from './spooling.ts';

export interface ShippingOptions {
  readonly sender: Sender;
  readonly spool: Spool;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly notices: Notices;
  /** While no server answers: how often to look for closed segments that can go to the spool, in milliseconds. */
  readonly sweepMs: number;
  /** Something ended: `settle` has work. */
  readonly onEnd: () => void;
}

export interface StartOptions {
  /** Not only what is due, but whatever changed. */
  readonly all: boolean;
  /** The source has no memory left: what is closed should leave it now. */
  readonly isStalled: boolean;
}

const MOST_AT_ONCE = 4;
const MOST_SPOOLED_AT_ONCE = 2; // while the spool empties, what is new goes out beside it

/**
 * Between a source of parcels and the servers. While a server answers, up to four requests are on their way, never two of
 * one segment, and the spool empties, oldest first. While none does, one request at a time tries, after ever longer
 * waits; closed segments go to the spool, and open ones stay with the source, where they still grow.
 *
 *     shipping.start(source, now, { all: false, isStalled: false });   // whatever may leave now
 *     shipping.settle(source);                                         // tells the source what became of it
 */
export class Shipping {
  /** A batch that was to be in the spool is not, or is damaged: its log must be read again, by another source. */
  hasLostSpooled = false;
  /** Requests that a server acknowledged, and how many of their segments it had already. */
  acknowledged = 0;
  known = 0;
  readonly #options: ShippingOptions;
  readonly #spooling: Spooling;
  readonly #abort = new AbortController();
  #ends: ((source: SegmentSource) => void)[] = [];
  #parcels = 0;
  #spooled = 0;
  #isSweeping = false;

  constructor(options: ShippingOptions) {
    this.#options = options;
    this.#spooling = new Spooling(options);
  }

  /** The last request found no server that took it. */
  get isDown(): boolean {
    return this.#options.backoff.isDown;
  }

  get isFull(): boolean {
    return this.#spooling.fullBecause !== undefined;
  }

  /** Nothing is on its way, and everything that was is settled. */
  get isIdle(): boolean {
    return this.#parcels + this.#spooled === 0 && !this.#isSweeping && this.#ends.length === 0;
  }

  start(source: SegmentSource, now: number, { all, isStalled }: StartOptions): void {
    if (this.hasLostSpooled) return;
    const { backoff } = this.#options;
    if (!backoff.isWaiting(now)) this.#startRequests(source, now, all);
    if (backoff.isDown && !this.#isSweeping && (isStalled || this.#spooling.isDue(now))) this.sweep(source, now, all);
  }

  /** Moves closed segments to the spool; `settle` tells the source. Resolves with how many. */
  async sweep(source: SegmentSource, now: number, all: boolean): Promise<number> {
    this.#isSweeping = true;
    const { safe, unsafe } = await this.#spooling.sweep(source, now, all);
    this.#end((current) => {
      this.#isSweeping = false;
      for (const parcel of safe) current.acknowledged(parcel);
      for (const parcel of unsafe) current.returned(parcel);
    });
    return safe.length;
  }

  /** Ends what is on its way: it is as if no server had answered. */
  abort(): void {
    this.#abort.abort();
  }

  settle(source: SegmentSource): void {
    const ends = this.#ends;
    this.#ends = [];
    for (const end of ends) end(source);
  }

  #startRequests(source: SegmentSource, now: number, all: boolean): void {
    const most = this.isDown ? 1 : MOST_AT_ONCE;
    while (this.#parcels + this.#spooled < most) {
      const entry = this.#spooled < MOST_SPOOLED_AT_ONCE ? this.#options.spool.take() : undefined;
      const parcel = entry ? undefined : source.takeDue(now, all);
      if (entry) this.#sendSpooled(entry);
      else if (parcel) this.#sendParcel(parcel);
      else return;
    }
  }

  async #sendParcel(parcel: Parcel): Promise<void> {
    this.#parcels++;
    const end = await sendParcel(this.#options.sender, parcel, this.#abort.signal);
    this.#noteLink(end);
    const isSafe = end.kind === 'unavailable' && parcel.isClosed && (await this.#spooling.keep(parcel));
    this.#end((source) => {
      this.#parcels--;
      if (end.kind === 'refused') source.refused(parcel, end.refusal, this.#options.clock.now());
      else if (end.kind === 'acknowledged' || isSafe) source.acknowledged(parcel);
      else source.returned(parcel);
    });
  }

  async #sendSpooled(entry: SpoolEntry): Promise<void> {
    this.#spooled++;
    const end = await sendSpooled(this.#options.sender, this.#options.spool, entry, this.#abort.signal);
    this.#noteLink(end);
    await this.#endSpooled(entry, end);
    this.#end(() => {
      this.#spooled--;
    });
  }

  async #endSpooled(entry: SpoolEntry, end: SpoolEnd): Promise<void> {
    const { spool, notices } = this.#options;
    if (end.kind === 'unavailable') return spool.putBack(entry);
    if (end.kind === 'acknowledged') await spool.remove(entry);
    else if (end.kind === 'damaged') {
      const file = await spool.setAside(entry, 'damaged');
      this.hasLostSpooled = true;
      notices.log.error({ file }, `a spooled batch cannot be used, so the logs are read again: ${end.reason}`);
    } else {
      const file = await spool.setAside(entry, 'refused');
      notices.log.error({ file, code: end.refusal.code }, `a spooled batch was refused: ${end.refusal.message}`);
    }
    this.#spooling.hasRoom();
  }

  #noteLink(end: SpoolEnd): void {
    const { backoff, clock, notices } = this.#options;
    if (end.kind === 'damaged') return;
    if (end.kind === 'unavailable') {
      if (!this.#abort.signal.aborted) notices.wrong('server', `usage waits here: ${end.reason}`);
      backoff.failed(clock.now(), end.retryAfterMs);
      return;
    }
    backoff.worked();
    notices.right('server', 'a server takes usage again');
    this.#spooling.hasRoom(); // what the spool has no room for can be sent
    if (end.kind === 'acknowledged') this.#noteReceipt(end.receipt);
  }

  #noteReceipt({ acknowledged, known, twins }: Receipt): void {
    this.acknowledged++;
    this.known += known;
    const { notices } = this.#options;
    const future = acknowledged.reduce((sum, entry) => sum + entry.future, 0);
    if (future > 0) notices.wrong('clock', "some lines are more than a day ahead of the server's clock and not stored");
    if (twins.length > 0) notices.wrong('twins', `a log is metered under ${twins.join(', ')} too: it may count twice`);
  }

  #end(tell: (source: SegmentSource) => void): void {
    this.#ends.push(tell);
    this.#options.onEnd();
  }
}
