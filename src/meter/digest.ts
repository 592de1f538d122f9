import { createHash } from 'node:crypto';
import { COUNTERS } from '../usage/counters.ts';
import { LIVE_COUNTERS, type LiveRows, NO_LIVE_ROWS } from '../usage/live-rows.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { Rejects } from '../usage/segment.ts';
import { halvesOf } from './table-rows.ts';

/**
 * 32 hex digits that stand for a set of rows and rejects, whatever their order: equal content gives equal digests, and a
 * changed number, name or minute another one (an edited log is noticed by that; it is no defence against forgery).
 *
 * The digest is the sum, modulo 2^32 in four lanes, of a 128-bit hash of each row. A row's words (four from its domain's
 * SHA-256, the minute, the estimated flag, the counters' halves) go through MurmurHash3's 128-bit mixing, which needs two
 * multiplications a word. Rows by stream, which only live servers give, are added in the same way.
 */
export function digestOf(rows: UsageRows, rejects: Rejects, live: LiveRows = NO_LIVE_ROWS): string {
  const sum = new Uint32Array(4);
  const lanes = new Uint32Array(4);
  const names = rows.domains.map(wordsOf);
  const halves = COUNTERS.map((counter) => halvesOf(rows.counters[counter]));
  const words = new Uint32Array(WORDS);
  for (let row = 0; row < rows.length; row++) {
    fillWords(words, rows, row, names, halves);
    mix(words, lanes);
    for (let lane = 0; lane < 4; lane++) sum[lane]! += lanes[lane]!;
  }
  addLiveRows(sum, live);
  for (const [reason, count] of Object.entries(rejects)) addRejects(sum, reason, count);
  return [...sum].map((word) => word.toString(16).padStart(8, '0')).join('');
}

const WORDS = 4 + 2 + 2 * COUNTERS.length; // a multiple of four, as the mixing wants

function wordsOf(text: string): Uint32Array {
  const hash = createHash('sha256').update(text).digest();
  return Uint32Array.from({ length: 4 }, (_, i) => hash.readUInt32LE(4 * i));
}

function addRejects(sum: Uint32Array, reason: string, count: number): void {
  if (count === 0) return; // as if it were not listed
  const words = wordsOf(`reject ${reason} ${count}`);
  for (let lane = 0; lane < 4; lane++) sum[lane]! += words[lane]!;
}

/** Names in twelve words, the minute, a word that no usage row has there, two to fill up, the counters' halves. */
function addLiveRows(sum: Uint32Array, { length, places, place, minute, counters }: LiveRows): void {
  const names = places.map(({ domain, app, stream }) => [domain, app, stream].flatMap((name) => [...wordsOf(name)]));
  const halves = LIVE_COUNTERS.map((counter) => halvesOf(counters[counter]));
  const words = new Uint32Array(16 + 2 * halves.length);
  const lanes = new Uint32Array(4);
  for (let row = 0; row < length; row++) {
    words.set(names[place[row]!]!);
    words.set([minute[row]!, LIVE_MARK], 12);
    halves.forEach((column, i) => {
      words.set([column[2 * row]!, column[2 * row + 1]!], 16 + 2 * i);
    });
    mix(words, lanes);
    for (let lane = 0; lane < 4; lane++) sum[lane]! += lanes[lane]!;
  }
}

const LIVE_MARK = 0x6c697665; // "live"

function fillWords(
  words: Uint32Array,
  rows: UsageRows,
  row: number,
  names: readonly Uint32Array[],
  halves: readonly Uint32Array[],
): void {
  const name = names[rows.domain[row]!]!;
  for (let i = 0; i < 4; i++) words[i] = name[i]!;
  words[4] = rows.minute[row]!;
  words[5] = rows.estimated[row]!;
  for (let i = 0; i < halves.length; i++) {
    words[6 + 2 * i] = halves[i]![2 * row]!;
    words[7 + 2 * i] = halves[i]![2 * row + 1]!;
  }
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** MurmurHash3_x86_128 (Austin Appleby, public domain) of whole words, seed 0. */
function mix(words: Uint32Array, lanes: Uint32Array): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < words.length; i += 4) {
    a ^= Math.imul(rotate(Math.imul(words[i]!, C1), 15), C2);
    a = (Math.imul((rotate(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(rotate(Math.imul(words[i + 1]!, C2), 16), C3);
    b = (Math.imul((rotate(b, 17) + c) | 0, 5) + 0x0bcaa747) | 0;
    c ^= Math.imul(rotate(Math.imul(words[i + 2]!, C3), 17), C4);
    c = (Math.imul((rotate(c, 15) + d) | 0, 5) + 0x96cd1c35) | 0;
    d ^= Math.imul(rotate(Math.imul(words[i + 3]!, C4), 18), C1);
    d = (Math.imul((rotate(d, 13) + a) | 0, 5) + 0x32ac3b17) | 0;
  }
  finish(a, b, c, d, lanes);
}

function finish(a: number, b: number, c: number, d: number, lanes: Uint32Array): void {
  const total = a + b + c + d;
  lanes[0] = avalanche(total);
  lanes[1] = avalanche(total + b);
  lanes[2] = avalanche(total + c);
  lanes[3] = avalanche(total + d);
  const sum = lanes[0]! + lanes[1]! + lanes[2]! + lanes[3]!;
  for (let lane = 0; lane < 4; lane++) lanes[lane] = lane === 0 ? sum : sum + lanes[lane]!;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Murmur3's finaliser: every input bit reaches every output bit. */
function avalanche(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
