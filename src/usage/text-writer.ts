import type { Count } from './count.ts';

const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const MAX_DIGITS = 16; // of a number that is a count
const SMALL = 2 ** 31;
const MAX_LOOPED = 48; // longer texts are worth a call into the runtime
const FIRST_CAPACITY = 4096;
const MAX_SPARE = 4 * 2 ** 20;
const EMPTY = Buffer.alloc(0);

// What a writer grew to is left to the next one: memory outside the heap makes the collector run early.
let spare: Buffer | undefined;

/**
 * Writes an answer as UTF-8, number by number. Most of an answer is numbers, tens of thousands of them: as bytes they
 * cost half of what strings cost that are added up, and leave no pieces behind to collect.
 *
 *     const text = new TextWriter();
 *     text.write('{"time":');
 *     text.count(1_480_989_900);
 *     text.write(',"flow":');
 *     text.hundredths(22_888);        // 228.88
 *     text.write('}');
 *     text.take();                    // {"time":1480989900,"flow":228.88}
 */
export class TextWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.#bytes = spare ?? Buffer.allocUnsafe(capacity);
    spare = undefined;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written, and the writer is empty again. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#length);
    taken.set(this.#bytes.subarray(0, this.#length));
    if (this.#bytes.length <= MAX_SPARE) spare = this.#bytes;
    this.#bytes = EMPTY;
    this.#length = 0;
    return taken;
  }

  /** Like take, but without a copy: valid until the next write. */
  drain(): Uint8Array {
    const drained = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return drained;
  }

  write(text: string): void {
    if (text.length > MAX_LOOPED) {
      this.#encode(text);
      return;
    }
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#encode(text);
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** A comma, unless it would be the first of a list: `comma(i)` before the element of index i. */
  comma(index: number): void {
    if (index === 0) return;
    this.#reserve(1);
    this.#bytes[this.#length++] = COMMA;
  }

  /** An integer, as JSON writes it. */
  count(value: Count): void {
    if (typeof value === 'bigint') {
      this.write(String(value));
      return;
    }
    this.#reserve(MAX_DIGITS);
    if (value < 10) {
      this.#bytes[this.#length++] = ZERO + value; // most numbers of most answers
      return;
    }
    this.#length += digitsOf(value);
    if (value < SMALL) this.#smallDigits(value | 0);
    else this.#digits(value);
  }

  #digits(value: number): void {
    let rest = value;
    let at = this.#length;
    do {
      const next = Math.floor(rest / 10);
      this.#bytes[--at] = rest - next * 10 + ZERO; // in this order: the other sum may be beyond 2^53
      rest = next;
    } while (rest > 0);
  }

  /** The same in integer arithmetic, which is faster. */
  #smallDigits(value: number): void {
    let rest = value;
    let at = this.#length;
    do {
      const next = (rest / 10) | 0;
      this.#bytes[--at] = ZERO + rest - next * 10;
      rest = next;
    } while (rest > 0);
  }

  /** A number of hundredths as JSON writes it, without trailing zeros: 650 is 6.5, 600 is 6, 1 is 0.01. */
  hundredths(value: Count): void {
    const whole = typeof value === 'bigint' ? value / 100n : Math.floor(value / 100);
    const fraction = typeof value === 'bigint' ? Number(value % 100n) : value - Number(whole) * 100;
    this.count(whole);
    if (fraction === 0) return;
    this.#reserve(3);
    const tenths = Math.floor(fraction / 10);
    this.#bytes[this.#length++] = POINT;
    this.#bytes[this.#length++] = ZERO + tenths;
    if (fraction > tenths * 10) this.#bytes[this.#length++] = ZERO + fraction - tenths * 10;
  }

  #encode(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  return digits;
}
