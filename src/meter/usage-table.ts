import { type Count, toCount } from '../usage/count.ts';
import { COUNTERS, type Counter } from '../usage/counters.ts';
import { NARROW_WORDS, ROW_WORDS, WIDE_WORDS } from './kernel/kernel-rows.ts';
import type { MeteredRows } from './metered-rows.ts';

/** Integers below this are exact in a float; what exceeds it is carried into a second digit. */
export const CARRY = 2 ** 53;
const WIDTH = COUNTERS.length;
const FIRST_CAPACITY = 64;
const HALF = 2 ** 32;
/** A carry in units of a 64-bit number's high half. */
const CARRY_HIGH = CARRY / HALF;
const WIDE = placesOf(WIDE_WORDS);
const NARROW = placesOf(NARROW_WORDS);

/** A table's contents as plain data, to be posted between threads. */
export interface TableState {
  readonly length: number;
  readonly domains: readonly string[];
  readonly domain: Uint32Array<ArrayBuffer>;
  readonly bucket: Uint32Array<ArrayBuffer>;
  /** Row by row, the counters in their order: the low 53 bits. */
  readonly cells: Float64Array<ArrayBuffer>;
  /** Cell -> multiples of 2^53 on top of it. */
  readonly carries: ReadonlyMap<number, number>;
}

/** A posted table's rows. */
export function tableRows({ length, domains, domain, bucket, cells, carries }: TableState): MeteredRows {
  return {
    length,
    domains,
    domainAt: (row) => domain[row]!,
    bucketAt: (row) => bucket[row]!,
    count: (row, counter) => countOf(cells[row * WIDTH + counter]!, carries.get(row * WIDTH + counter) ?? 0),
  };
}

/**
 * Adds usage up by domain and bucket, exactly, however large the sums become.
 *
 *     const table = new UsageTable(60)
 *     const row = table.row(table.domainId('www.a.com'), 1767225661)   // the row of minute 1767225660
 *     table.add(row, 1, 512)                                           // counter 1: bytes
 *     table.count(row, 1)                                              // 512
 */
export class UsageTable {
  readonly bucketSeconds: number;
  domains: string[] = [];
  length = 0;
  domain = new Uint32Array(FIRST_CAPACITY);
  /** Start of the row's bucket, Unix seconds. */
  bucket = new Uint32Array(FIRST_CAPACITY);
  estimated = new Uint8Array(FIRST_CAPACITY);
  carries = new Map<number, number>();
  #cells = new Float64Array(FIRST_CAPACITY * WIDTH);
  #domainIds = new Map<string, number>();
  /** Hash table at most half full: 0 = free, else row + 1. */
  #slots = new Int32Array(4 * FIRST_CAPACITY);

  /** Buckets start at multiples of `bucketSeconds`, in UTC. */
  constructor(bucketSeconds: number) {
    this.bucketSeconds = bucketSeconds;
  }

  domainId(name: string): number {
    const known = this.#domainIds.get(name);
    if (known !== undefined) return known;
    this.domains.push(name);
    this.#domainIds.set(name, this.domains.length - 1);
    return this.domains.length - 1;
  }

  /** The row of a domain in the bucket that `seconds` (Unix) lies in; made when there is none. */
  row(domainId: number, seconds: number): number {
    const bucket = seconds - (seconds % this.bucketSeconds);
    const mask = this.#slots.length - 1;
    let slot = hashOf(domainId, bucket) & mask;
    for (let known = this.#slots[slot]!; known !== 0; known = this.#slots[slot]!) {
      if (this.domain[known - 1] === domainId && this.bucket[known - 1] === bucket) return known - 1;
      slot = (slot + 1) & mask;
    }
    return this.#newRow(domainId, bucket, slot);
  }

  /** Adds an integer from 0 to 2^53 - 1 to a counter, given by its place in COUNTERS. */
  add(row: number, counter: number, value: number): void {
    const cell = row * WIDTH + counter;
    const room = CARRY - this.#cells[cell]!;
    if (value < room) {
      this.#cells[cell]! += value;
    } else {
      this.#cells[cell] = value - room;
      this.addCarry(row, counter, 1);
    }
  }

  /** Adds `times` * 2^53. */
  addCarry(row: number, counter: number, times: number): void {
    const cell = row * WIDTH + counter;
    this.carries.set(cell, (this.carries.get(cell) ?? 0) + times);
  }

  addCount(row: number, counter: number, value: Count): void {
    if (typeof value === 'number') {
      this.add(row, counter, value);
    } else {
      this.add(row, counter, Number(value % BigInt(CARRY)));
      this.addCarry(row, counter, Number(value / BigInt(CARRY)));
    }
  }

  /** The low 53 bits of a counter; `carries` has the rest. */
  low(row: number, counter: number): number {
    return this.#cells[row * WIDTH + counter]!;
  }

  carry(row: number, counter: number): number {
    return this.carries.size === 0 ? 0 : (this.carries.get(row * WIDTH + counter) ?? 0);
  }

  count(row: number, counter: number): Count {
    return countOf(this.low(row, counter), this.carry(row, counter));
  }

  /** Adds a number of 64 bits, given in halves. */
  addHalves(row: number, counter: number, low: number, high: number): void {
    this.add(row, counter, (high % CARRY_HIGH) * HALF + low);
    if (high >= CARRY_HIGH) this.addCarry(row, counter, Math.floor(high / CARRY_HIGH));
  }

  /** Adds rows as the WebAssembly kernel lays them out, ROW_WORDS words each, whose domains have this table's numbers. */
  addKernelRows(words: Uint32Array, isEstimated: boolean): void {
    this.#reserve(this.length + words.length / ROW_WORDS);
    for (let at = 0; at < words.length; at += ROW_WORDS) {
      const row = this.row(words[at + 14]!, words[at + 15]!);
      if (isEstimated) this.estimated[row] = 1;
      for (const { counter, word } of WIDE) this.addHalves(row, counter, words[at + word]!, words[at + word + 1]!);
      for (const { counter, word } of NARROW) this.add(row, counter, words[at + word]!);
    }
  }

  state(): TableState {
    return {
      length: this.length,
      domains: this.domains,
      domain: this.domain.slice(0, this.length),
      bucket: this.bucket.slice(0, this.length),
      cells: this.#cells.slice(0, this.length * WIDTH),
      carries: this.carries,
    };
  }

  #newRow(domainId: number, bucket: number, slot: number): number {
    if (this.length === this.domain.length) this.#grow(2 * this.domain.length);
    const row = this.length++;
    this.domain[row] = domainId;
    this.bucket[row] = bucket;
    if (this.#slots[slot] === 0 && 2 * this.length <= this.#slots.length) this.#slots[slot] = row + 1;
    else this.#rehash(2 * this.#slots.length);
    return row;
  }

  /** Room for that many rows, in the columns and the hash table. */
  #reserve(rows: number): void {
    if (rows > this.domain.length) this.#grow(Math.max(rows, 2 * this.domain.length));
    let slots = this.#slots.length;
    while (slots < 2 * rows) slots *= 2;
    if (slots > this.#slots.length) this.#rehash(slots);
  }

  #grow(capacity: number): void {
    this.domain = grown(this.domain, new Uint32Array(capacity));
    this.bucket = grown(this.bucket, new Uint32Array(capacity));
    this.estimated = grown(this.estimated, new Uint8Array(capacity));
    this.#cells = grown(this.#cells, new Float64Array(capacity * WIDTH));
  }

  #rehash(slots: number): void {
    this.#slots = new Int32Array(slots);
    const mask = this.#slots.length - 1;
    for (let row = 0; row < this.length; row++) {
      let slot = hashOf(this.domain[row]!, this.bucket[row]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row + 1;
    }
  }
}

function countOf(low: number, carry: number): Count {
  return carry === 0 ? low : toCount(BigInt(low) + BigInt(carry) * BigInt(CARRY));
}

/** Counters by their place in COUNTERS. */
function placesOf(words: Readonly<Partial<Record<Counter, number>>>): { counter: number; word: number }[] {
  return Object.entries(words).map(([name, word]) => ({ counter: COUNTERS.indexOf(name as Counter), word }));
}

function grown<Column extends Uint32Array | Uint8Array | Float64Array>(old: Column, column: Column): Column {
  column.set(old);
  return column;
}

function hashOf(domainId: number, bucket: number): number {
  const hash = Math.imul(domainId, 0x9e3779b1) ^ Math.imul(bucket / 60, 0x85ebca6b); // every bucket starts on a minute
  return hash ^ (hash >>> 15);
}
