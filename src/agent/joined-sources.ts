import type { Parcel } from './parcel.ts';
import type { Refusal } from './refusal.ts';
import type { Round, SegmentSource, SourceStatus } from './segment-source.ts';

/**
 * Several sources of parcels as one: what an agent reads from logs beside what it polls.
 *
 *     const source = new JoinedSources([follower, liveInputs]);
 *     source.takeDue(now);                  // the follower's, then the live servers', in turn
 *     source.acknowledged(parcel);          // told to the one that gave it
 *
 * The checkpoint is the first one's; the others keep what they need by themselves.
 */
export class JoinedSources implements SegmentSource {
  readonly #sources: readonly [SegmentSource, ...SegmentSource[]];
  readonly #out = new Map<Parcel, SegmentSource>();
  #turn = 0;

  constructor(sources: readonly [SegmentSource, ...SegmentSource[]]) {
    this.#sources = sources;
  }

  /** All at once, each with the whole budget: one that has nothing to read does not wait for one that has. */
  async round(now: number, budgetBytes: number): Promise<Round> {
    const rounds = await Promise.all(this.#sources.map((source) => source.round(now, budgetBytes)));
    const bytesRead = rounds.reduce((sum, round) => sum + round.bytesRead, 0);
    return { bytesRead, isCaughtUp: rounds.every(({ isCaughtUp }) => isCaughtUp) };
  }

  /** Of each source in turn, so that a log of years does not keep a live server's minute waiting. */
  takeDue(now: number, all = false): Parcel | undefined {
    for (let tried = 0; tried < this.#sources.length; tried++) {
      const source = this.#sources[this.#turn++ % this.#sources.length]!;
      const parcel = source.takeDue(now, all);
      if (!parcel) continue;
      this.#out.set(parcel, source);
      return parcel;
    }
    return undefined;
  }

  acknowledged(parcel: Parcel): void {
    this.#giverOf(parcel).acknowledged(parcel);
  }

  returned(parcel: Parcel): void {
    this.#giverOf(parcel).returned(parcel);
  }

  refused(parcel: Parcel, refusal: Refusal, now: number): void {
    this.#giverOf(parcel).refused(parcel, refusal, now);
  }

  checkpoint(): unknown {
    return this.#sources[0].checkpoint();
  }

  status(now: number): SourceStatus {
    const all = this.#sources.map((source) => source.status(now));
    return { inputs: all.flatMap(({ inputs }) => inputs), streams: all.flatMap(({ streams }) => streams) };
  }

  async finish(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.finish?.()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  #giverOf(parcel: Parcel): SegmentSource {
    const source = this.#out.get(parcel);
    if (!source) throw new Error('this parcel is not out');
    this.#out.delete(parcel);
    return source;
  }
}
