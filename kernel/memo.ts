import { putCursor } from './cursor';
import { isListed } from './fields';
import { bucketOf, isHit } from './host';
import { lineCount } from './lines';
import { alloc, BUCKET, CURSOR, HIT } from './memory';
import { refuse } from './refuse';

// Stage 3, the texts that repeat: time stamps (most lines end in the second in which the one before ended) and cache
// statuses. A text is looked up by its bytes; only one not seen lately is read.

/** A stamp of up to 32 bytes: its first and last 16 (which overlap), its length, what it means. */
const STAMP_BYTES: usize = 64;
const STAMPS: u32 = 256;
let stamps: usize = 0;

/** A word of up to 32 bytes: its first and last 8, of a long one also the second and last but one; length; meaning. */
const WORD_BYTES: usize = 64;
const MAX_WORD: u32 = 32;
const WORDS: u32 = 64;
let words: usize = 0;

export function startMemo(): void {
  stamps = alloc(<usize>STAMPS * STAMP_BYTES);
  words = alloc(<usize>WORDS * WORD_BYTES);
}

/** Another program reads them another way. */
export function forgetMemo(): void {
  memory.fill(stamps, 0, <usize>STAMPS * STAMP_BYTES);
  memory.fill(words, 0, <usize>WORDS * WORD_BYTES);
}

/** Stamps of one length, 16 to 32 bytes. */
export function readStamp(at: usize, stride: usize, offset: i32, length: u32): void {
  let out = BUCKET;
  const tail = <usize>length - 16;
  let entry = stamps;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const a = v128.load(p);
    const b = v128.load(p + tail);
    if (!isStamp(entry, a, b, length)) {
      entry = stamps + <usize>(stampHash(p, tail) & (STAMPS - 1)) * STAMP_BYTES;
      if (!isStamp(entry, a, b, length)) rememberStamp(entry, a, b, length, p);
    }
    const bucket = load<u32>(entry, 36);
    if (bucket == 0) refuse(line);
    store<u32>(out, bucket);
    out += 4;
  }
}

@inline function isStamp(entry: usize, a: v128, b: v128, length: u32): bool {
  const differ = v128.or(v128.xor(v128.load(entry), a), v128.xor(v128.load(entry, 16), b));
  return !v128.any_true(differ) && load<u32>(entry, 32) == length;
}

@inline function stampHash(p: usize, tail: usize): u32 {
  const h = (load<u64>(p + tail) * 0x9e3779b97f4a7c15) ^ (load<u64>(p + tail + 8) * 0xbf58476d1ce4e5b9);
  return <u32>((h ^ (load<u64>(p) * 0x94d049bb133111eb)) >> 40);
}

function rememberStamp(entry: usize, a: v128, b: v128, length: u32, p: usize): void {
  v128.store(entry, a);
  v128.store(entry, b, 16);
  store<u32>(entry, length, 32);
  store<u32>(entry, bucketOf(p, length), 36);
}

/** A cache status; a list of them is the reference parser's. `members`: the characters a word may have. */
export function readHit(at: usize, stride: usize, offset: i32, members: usize, mayList: bool): void {
  let out = HIT;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    let e = p;
    while (load<u8>(members + <usize>load<u8>(e)) != 0) e++;
    const length = <u32>(e - p);
    if (length - 1 >= MAX_WORD || (mayList && isListed(e))) refuse(line);
    else store<u32>(out, wordMeaning(p, length));
    putCursor(line, cursor, e);
    out += 4;
    cursor += 4;
  }
}

/** The same for a status that reaches up to a mark. */
export function readHitUpTo(at: usize, stride: usize, offset: i32, end: usize, endStride: usize): void {
  let out = HIT;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    const length = load<u32>(end) - <u32>p;
    at += stride;
    end += endStride;
    if (length > MAX_WORD) refuse(line);
    else store<u32>(out, length == 0 ? 0 : wordMeaning(p, length));
    out += 4;
  }
}

@inline function wordMeaning(p: usize, length: u32): u32 {
  const a = length >= 8 ? load<u64>(p) : load<u64>(p) & ((<u64>1 << (length << 3)) - 1);
  const b = length >= 8 ? load<u64>(p + length - 8) : 0;
  const c = length > 16 ? load<u64>(p, 8) : 0;
  const d = length > 16 ? load<u64>(p + length - 16) : 0;
  const hash = <u32>(((a ^ rotl(b, 29)) * 0x9e3779b97f4a7c15) >> 40);
  const entry = words + <usize>(hash & (WORDS - 1)) * WORD_BYTES;
  const differ = (load<u64>(entry) ^ a) | (load<u64>(entry, 8) ^ b) | (load<u64>(entry, 16) ^ c) | (load<u64>(entry, 24) ^ d);
  if ((differ | <u64>(load<u32>(entry, 32) ^ length)) != 0) {
    store<u64>(entry, a);
    store<u64>(entry, b, 8);
    store<u64>(entry, c, 16);
    store<u64>(entry, d, 24);
    store<u32>(entry, length, 32);
    store<u32>(entry, isHit(p, length), 36);
  }
  return load<u32>(entry, 36);
}
