/**
 * Reads what ByteWriter writes, front to back. The engine's answers are complete or an error, so running over the end
 * is a fault of ours and throws a RangeError.
 */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#buffer.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.uint8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  uint8(): number {
    return this.#buffer.readUInt8(this.#skip(1));
  }

  uint16(): number {
    return this.#buffer.readUInt16LE(this.#skip(2));
  }

  uint32(): number {
    return this.#buffer.readUInt32LE(this.#skip(4));
  }

  /** A 64-bit integer that is known to be at most 2^53 - 1. */
  uint53(): number {
    const at = this.#skip(8);
    return this.#buffer.readUInt32LE(at) + this.#buffer.readUInt32LE(at + 4) * 2 ** 32;
  }

  text(): string {
    const size = this.varint();
    const at = this.#skip(size);
    return this.#buffer.toString('utf8', at, at + size);
  }

  hex128(): string {
    const at = this.#skip(16);
    return this.#buffer.toString('hex', at, at + 16);
  }

  /** The next `size` bytes, in memory of their own that starts at offset 0 (so that any typed array fits over it). */
  copy(size: number): Uint8Array<ArrayBuffer> {
    const at = this.#skip(size);
    return new Uint8Array(this.#buffer.subarray(at, at + size));
  }

  /** The next `size` bytes, still in place. */
  view(size: number): Buffer {
    const at = this.#skip(size);
    return this.#buffer.subarray(at, at + size);
  }

  #skip(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#buffer.length) throw new RangeError(`the answer ends within a value at byte ${at}`);
    return at;
  }
}
