import type { Count } from '../../usage/count.ts';
import { COUNTERS, type Counter } from '../../usage/counters.ts';
import type { MeteredRows } from '../metered-rows.ts';

/** 32-bit words of a kernel row (kernel/rows.ts). */
export const ROW_WORDS = 16;
const DOMAIN = 14;
const BUCKET = 15;
const HALF = 2 ** 32;
/** High words from here on make a number that a float does not hold exactly. */
const EXACT_HIGH = 2 ** 21;

/** Sums of 64 bits, low half first. */
export const WIDE_WORDS: Readonly<Partial<Record<Counter, number>>> = { bytes: 0, hit_bytes: 2, origin_bytes: 4 };
/** Counts of 32 bits. */
export const NARROW_WORDS: Readonly<Partial<Record<Counter, number>>> = {
  requests: 6,
  hit_requests: 7,
  origin_requests: 8,
  status_1xx: 9,
  status_2xx: 10,
  status_3xx: 11,
  status_4xx: 12,
  status_5xx: 13,
};
const WORD = COUNTERS.map((name) => WIDE_WORDS[name] ?? NARROW_WORDS[name]!);
const IS_WIDE = COUNTERS.map((name) => name in WIDE_WORDS);

/** Rows as the kernel lays them out, as plain data: ROW_WORDS words each, domains by their number in the list. */
export interface KernelBlock {
  readonly words: Uint32Array;
  readonly domains: readonly string[];
}

/** Reads them where they lie: hundreds of thousands of rows are not copied to be looked at once. */
export function kernelRows({ words, domains }: KernelBlock): MeteredRows {
  return {
    length: words.length / ROW_WORDS,
    domains,
    domainAt: (row) => words[row * ROW_WORDS + DOMAIN]!,
    bucketAt: (row) => words[row * ROW_WORDS + BUCKET]!,
    count: (row, counter) => {
      const at = row * ROW_WORDS + WORD[counter]!;
      return IS_WIDE[counter] ? wideCount(words[at]!, words[at + 1]!) : words[at]!;
    },
  };
}

/** Counts above may not be added to a row that the kernel adds to: it says only when a row is half full. */
const MOST_ADDED = 2 ** 30;

/** May a row's counters be added to a kernel row? */
export function fitsKernelRow(counts: readonly Count[]): boolean {
  return counts.every((count, counter) => typeof count === 'number' && (IS_WIDE[counter] || count < MOST_ADDED));
}

/** Adds counters, in the order of COUNTERS, to the words of a row; they fit. */
export function addToKernelRow(words: Uint32Array, counts: readonly Count[]): void {
  for (const [counter, count] of counts.entries()) {
    const at = WORD[counter]!;
    if (IS_WIDE[counter]) addWide(words, at, Number(count));
    else words[at]! += Number(count);
  }
}

function addWide(words: Uint32Array, at: number, value: number): void {
  const low = words[at]! + (value % HALF);
  words[at] = low % HALF;
  words[at + 1]! += Math.floor(value / HALF) + (low >= HALF ? 1 : 0);
}

function wideCount(low: number, high: number): Count {
  return high < EXACT_HIGH ? high * HALF + low : (BigInt(high) << 32n) + BigInt(low);
}
