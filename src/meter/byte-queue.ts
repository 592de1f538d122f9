/** Takes a chunked stream in pieces of the length that is wanted. */
export class ByteQueue {
  /** Bytes taken or skipped so far. */
  taken = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether that many bytes are still to come. */
  async has(bytes: number): Promise<boolean> {
    while (this.#held.length < bytes) {
      const next = await this.#chunks.next();
      if (next.done) return false;
      this.#held = Buffer.concat([this.#held, next.value]);
    }
    return true;
  }

  /** What is held already, without taking it. */
  peek(): Buffer {
    return this.#held;
  }

  /** undefined where the stream ends before. */
  async take(bytes: number): Promise<Buffer | undefined> {
    if (!(await this.has(bytes))) return undefined;
    const piece = this.#held.subarray(0, bytes);
    this.#drop(bytes);
    return piece;
  }

  /** false where the stream ends before. Holds no more than a chunk, however much is skipped. */
  async skip(bytes: number): Promise<boolean> {
    for (let left = bytes; left > 0; ) {
      if (!(await this.has(1))) return false;
      const dropped = Math.min(left, this.#held.length);
      this.#drop(dropped);
      left -= dropped;
    }
    return true;
  }

  /** Closes the source where reading stops early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #drop(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.taken += bytes;
  }
}
