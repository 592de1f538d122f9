/**
 * Unsigned LEB128 ("varint"): seven bits a byte, low bits first, the high bit says that more follow. Usage counters are
 * mostly small, so a row of eleven takes about twenty bytes instead of ninety.
 */

/** Bytes that grow as they are written. */
export class VarintWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 4096) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** An integer from 0 to 2^53 - 1. */
  write(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = rest < 2 ** 31 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Any 64-bit integers. */
  writeColumn(column: BigUint64Array): void {
    const halves = new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
    for (let i = 0; i < column.length; i++) {
      const high = halves[2 * i + 1]!;
      if (high < 2 ** 21) this.write(halves[2 * i]! + high * 2 ** 32);
      else this.#writeBig(column[i]!);
    }
  }

  /** What was written; the writer must not be used afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #writeBig(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** The bytes end too early or hold an integer that is too large. */
export class VarintError extends Error {}

export class VarintReader {
  readonly #bytes: Uint8Array;
  #offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** `length` integers of at most `maximum`, which has at most 32 bits. */
  readColumn32(length: number, maximum: number, name: string): Uint32Array {
    const column = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      const value = this.#read();
      if (value > maximum) throw new VarintError(`${name} of row ${i} is ${value}, at most ${maximum} is accepted`);
      column[i] = Number(value);
    }
    return column;
  }

  readColumn64(length: number): BigUint64Array {
    const column = new BigUint64Array(length);
    const halves = new Uint32Array(column.buffer);
    for (let i = 0; i < length; i++) {
      const value = this.#read();
      if (typeof value === 'bigint') column[i] = value;
      else {
        halves[2 * i] = value;
        halves[2 * i + 1] = value / 2 ** 32;
      }
    }
    return column;
  }

  /** A number while seven bytes (49 bits) are enough, a bigint otherwise. */
  #read(): number | bigint {
    const start = this.#offset;
    let value = 0;
    for (let scale = 1; this.#offset < start + 7; scale *= 0x80) {
      const byte = this.#next();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return this.#readBig(BigInt(value));
  }

  #readBig(low: bigint): bigint {
    let value = low;
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#next();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (value >= 2n ** 64n) break;
      return value;
    }
    throw new VarintError(`integer at byte ${this.#offset} is over 64 bits`);
  }

  #next(): number {
    if (this.#offset >= this.#bytes.length)
      throw new VarintError(`columns end at byte ${this.#offset}, more was announced`);
    return this.#bytes[this.#offset++]!;
  }
}
