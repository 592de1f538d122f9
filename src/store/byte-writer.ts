/**
 * A growing little-endian buffer with the few shapes that ClickHouse's binary formats are made of.
 *
 *     const writer = new ByteWriter();
 *     writer.text('ab');          // 02 61 62: the length as a varint, then UTF-8
 *     writer.uint64(1n);          // 01 00 00 00 00 00 00 00
 *     writer.bytes();             // what was written so far
 */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 1024) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.uint8((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.uint8(rest);
  }

  uint8(value: number): void {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
  }

  uint16(value: number): void {
    const at = this.#reserve(2);
    this.#buffer.writeUInt16LE(value, at);
  }

  uint32(value: number): void {
    const at = this.#reserve(4);
    this.#buffer.writeUInt32LE(value, at);
  }

  /** Returns where it stands. */
  uint64(value: number | bigint): number {
    const at = this.#reserve(8);
    this.#buffer.writeBigUInt64LE(BigInt(value), at);
    return at;
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    const at = this.#reserve(size);
    this.#buffer.write(value, at);
  }

  raw(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
  }

  /** The values as they lie in memory, which is little-endian on every machine Node runs on. */
  values(column: Uint8Array | Uint32Array | BigUint64Array): void {
    this.raw(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }

  /** What stands at `at` again, until it is there `times` times. */
  repeat(at: number, size: number, times: number): void {
    const copy = this.#reserve(size * (times - 1));
    this.#buffer.fill(this.#buffer.subarray(at, at + size), copy, this.#length);
  }

  /** 32 hex digits as 16 bytes; anything else is a broken promise of the caller's. Returns where they stand. */
  hex128(value: string): number {
    if (!/^[0-9a-f]{32}$/i.test(value)) throw new TypeError(`expected 32 hex digits, got ${JSON.stringify(value)}`);
    const at = this.#reserve(16);
    this.#buffer.write(value, at, 'hex');
    return at;
  }

  /** Makes room for `size` bytes and returns where they start. */
  #reserve(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#buffer.length) this.#grow();
    return start;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(2 * this.#length);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
