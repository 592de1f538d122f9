import type { FollowedStream } from './followed-stream.ts';
import type { Streams } from './streams.ts';

/**
 * How much memory the streams take, and who has to give some back. Beyond the limit the least recently grown streams with
 * nothing to send are let go; if that is not enough, what is unsent has to leave first, and reading waits for it. One segment alone
 * may exceed the limit: there is no other way to meter it.
 */
export class Memory {
  readonly limit: number;
  readonly #streams: Streams;
  #held = 0;
  /** Reading waits for room: what has changed is to be sent although it is not due. */
  isShort = false;

  constructor(streams: Streams, limit: number) {
    this.#streams = streams;
    this.limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  measure(): void {
    this.#held = 0;
    this.isShort = false;
    for (const stream of this.#streams.all()) this.#held += stream.weight;
  }

  /** Can this stream grow? Lets others go for it. */
  hasRoom(growing: FollowedStream): boolean {
    if (this.#held > this.limit) this.measure();
    if (this.#held > this.limit) this.#letGo(growing);
    const hasRoom = this.#held - growing.openWeight <= this.limit;
    this.isShort ||= !hasRoom;
    return hasRoom;
  }

  grew(bytes: number): void {
    this.#held += bytes;
  }

  #letGo(growing: FollowedStream): void {
    const idle = [...this.#streams.all()].filter(
      (stream) => stream !== growing && stream.meter && stream.isClean && !stream.isUnpacking && !stream.isOut,
    );
    idle.sort((a, b) => a.grownAt - b.grownAt);
    for (const stream of idle) {
      if (this.#held <= this.limit) return;
      this.#held -= stream.openWeight;
      stream.letGo();
    }
  }
}
