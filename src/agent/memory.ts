import type { FollowedStream } from './followed-stream.ts';
import type { Streams } from './streams.ts';

/** As much is let go at once, so that the next stream that grows need not look for more. */
const SPARE = 0.1;

/**
 * How much memory the streams take, and who has to give some back. Beyond the limit the least recently grown streams with
 * nothing to read or to send are let go; if that is not enough, the others finish before new ones begin, and what is unsent has
 * to leave. One stream may go on all the same, or nobody would ever finish: so an open segment may come on top of the limit.
 */
export class Memory {
  readonly limit: number;
  readonly #streams: Streams;
  #held = 0;
  #mayLetGo = true;
  #exempt: FollowedStream | undefined;
  /** Reading waits for room: what has changed is to be sent although it is not due. */
  isShort = false;

  constructor(streams: Streams, limit: number) {
    this.#streams = streams;
    this.limit = limit;
  }

  /** Bytes, about. */
  get held(): number {
    return this.#held;
  }

  /** Once a round; in between it is told what grows. */
  measure(): void {
    this.#held = 0;
    this.#mayLetGo = true;
    this.isShort = false;
    for (const stream of this.#streams.all()) this.#held += stream.weight;
  }

  grew(bytes: number): void {
    this.#held += bytes;
  }

  /** Can this stream grow? Lets others go for it. */
  hasRoom(growing: FollowedStream): boolean {
    if (this.#held > this.limit && this.#mayLetGo) this.#letGo(growing);
    if (this.#held - growing.openWeight <= this.limit) return true;
    this.isShort = true;
    if (!this.#exempt?.wantsMore) this.#exempt = growing;
    return this.#exempt === growing && growing.sendings.closed.length === 0;
  }

  #letGo(growing: FollowedStream): void {
    const idle = [...this.#streams.all()].filter((stream) => stream !== growing && mayBeLetGo(stream));
    idle.sort((a, b) => a.grownAt - b.grownAt);
    for (const stream of idle) {
      if (this.#held <= this.limit * (1 - SPARE)) return;
      this.#held -= stream.openWeight;
      stream.letGo();
    }
    this.#mayLetGo = false;
  }
}

function mayBeLetGo(stream: FollowedStream): boolean {
  return stream.meter !== undefined && stream.isClean && !stream.wantsMore && !stream.isOut;
}
