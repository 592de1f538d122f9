import { createHash } from 'node:crypto';
import { HOUR_MS, LiveSegment, type LiveSegmentState } from './live-segment.ts';

/** All segments of a source as plain JSON. */
export interface LiveSegmentsState {
  readonly stream: string;
  /** Of the stream's newest segment; null: the stream is over. */
  readonly index: number | null;
  readonly open: LiveSegmentState | null;
  readonly closed: readonly LiveSegmentState[];
}

/**
 * Cuts what is counted of one source into segments: one stream of hours. The stream's name can be any that was never used,
 * because no byte is counted twice whatever segment it is in; so it gets a new one where the hours would not go on: with a
 * first start, a state that was lost, another way of metering, or a clock that was set back.
 */
export class LiveSegments {
  /** In the order in which they closed; gone once acknowledged. */
  closed: LiveSegment[] = [];
  open: LiveSegment | undefined;
  readonly #source: string;
  readonly #meterHash: string;
  readonly #salt: string;
  #stream = '';
  #index: number | undefined;

  /** `salt`: never the same for two starts, so that names that were given and forgotten are not given again. */
  constructor(source: string, meterHash: string, salt: string, state?: LiveSegmentsState) {
    this.#source = source;
    this.#salt = salt;
    this.#meterHash = meterHash;
    if (!state) return;
    this.closed = state.closed.map((segment) => new LiveSegment(segment));
    this.#stream = state.stream;
    this.#index = state.index ?? undefined;
    this.open = state.open ? new LiveSegment(state.open) : undefined;
    if (this.open && this.open.meterHash !== meterHash) this.renew();
  }

  state(): LiveSegmentsState {
    const closed = this.closed.map((segment) => segment.state());
    return { stream: this.#stream, index: this.#index ?? null, open: this.open?.state() ?? null, closed };
  }

  /** The segment in which is counted what is counted at `at`, Unix milliseconds. */
  at(at: number): LiveSegment {
    const hour = Math.floor(at / HOUR_MS);
    this.#closeBefore(hour);
    if (this.open?.index === hour) return this.open;
    if (this.open) this.renew(); // it is later than it is: the clock was set back
    if (this.#index === undefined || hour <= this.#index) this.#stream = this.#newName(at);
    this.#index = hour;
    this.open = new LiveSegment({ stream: this.#stream, meterHash: this.#meterHash, index: hour });
    return this.open;
  }

  /** Nothing is added any more to hours that are over. */
  tick(now: number): void {
    this.#closeBefore(Math.floor(now / HOUR_MS));
  }

  /** Lets go of what is over and acknowledged. */
  settle(): void {
    this.closed = this.closed.filter((segment) => segment.hasUnsent);
  }

  /** What comes next is a new stream. */
  renew(): void {
    this.#close();
    this.#index = undefined;
  }

  #closeBefore(hour: number): void {
    if (this.open && this.open.index < hour) this.#close();
  }

  #close(): void {
    if (this.open?.hasUnsent) this.closed.push(this.open);
    this.open = undefined;
  }

  #newName(at: number): string {
    const parts = ['weir live', this.#source, this.#meterHash, this.#salt, at, this.#stream];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  }
}
