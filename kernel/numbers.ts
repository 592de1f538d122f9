import { isListed, MAX_WALK } from './fields';
import { lineCount } from './lines';
import { BUCKET, BYTES, CURSOR, NO_ORIGIN, ORIGIN, STATUS } from './memory';
import { refuse } from './refuse';

// Stage 3, the numbers. Eight digits are read at once; what is not plainly a number of at most twelve digits is left to
// the reference parser, which keeps every sum far below 2^64.

const ZEROS: u64 = 0x3030303030303030;
const HIGH: u64 = 0x8080808080808080;
/** Added to a byte that was a digit (0 to 9 after the xor), it leaves the high bit clear. */
const BEYOND_NINE: u64 = 0x7676767676767676;
const MAX_DIGITS: u32 = 12;
const DASH: u32 = 45;
const DOT: u32 = 46;
const QUOTE: u32 = 34;

/** Behind the digits that `readDigits` read. */
let behind: usize = 0;
/** How many there were. */
let digits: u32 = 0;

/** The number at p. No digit, or too many: `digits` says so. */
@inline function readDigits(p: usize): u64 {
  const t = load<u64>(p) ^ ZEROS;
  const others = ((t + BEYOND_NINE) | t) & HIGH;
  if (others != 0) {
    const bits = <u64>ctz(others) & 0x78;
    digits = <u32>(bits >> 3);
    behind = p + <usize>digits;
    return digits == 0 ? 0 : eightDigits(t << (64 - bits));
  }
  return readLong(p, eightDigits(t));
}

function readLong(p: usize, first: u64): u64 {
  let value = first;
  let at = p + 8;
  for (let d = <u32>load<u8>(at) - 48; d < 10; d = <u32>load<u8>(at) - 48) {
    if (at - p <= MAX_DIGITS) value = value * 10 + d;
    at++;
  }
  digits = <u32>(at - p);
  behind = at;
  return value;
}

/** Eight digits, the first in the lowest byte, as a number: pairs, then fours, then all of them. */
@inline function eightDigits(t: u64): u64 {
  t = t * 10 + (t >> 8);
  return (
    ((t & 0x000000ff000000ff) * 0x000f424000000064 + ((t >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32
  );
}

/** The line's byte count. */
export function readBytes(at: usize, stride: usize, offset: i32): void {
  let out = BYTES;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const value = readDigits(<usize>load<u32>(at) + offset);
    at += stride;
    if (digits - 1 >= MAX_DIGITS) refuse(line);
    store<u64>(out, value);
    store<u32>(cursor, <u32>behind);
    out += 8;
    cursor += 4;
  }
}

/** A number that is only walked over. */
export function skipDigits(at: usize, stride: usize, offset: i32): void {
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    readDigits(<usize>load<u32>(at) + offset);
    at += stride;
    if (digits - 1 >= MAX_DIGITS) refuse(line);
    store<u32>(cursor, <u32>behind);
    cursor += 4;
  }
}

/** Bytes from the origin: a number, `-`, or a list of them; in a string, which may be empty, up to its quote. */
export function readOrigin(at: usize, stride: usize, offset: i32, isString: bool): void {
  let out = ORIGIN;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    let value: u64;
    if (load<u8>(p) == DASH) {
      value = NO_ORIGIN;
      behind = p + 1;
    } else if (isString && load<u8>(p) == QUOTE) {
      value = NO_ORIGIN;
      behind = p;
    } else {
      value = readDigits(p);
      if (digits - 1 >= MAX_DIGITS) refuse(line);
    }
    if (isListed(behind)) value = readList(line, p);
    store<u64>(out, value);
    store<u32>(cursor, <u32>behind);
    out += 8;
    cursor += 4;
  }
}

/** Plain numbers and dashes between `, ` and ` : `. Sums of few numbers of twelve digits are far below 2^53. */
function readList(line: u32, start: usize): u64 {
  let sum = NO_ORIGIN;
  let p = start;
  for (let items = 0; items < 16; items++) {
    if (load<u8>(p) == DASH) behind = p + 1;
    else {
      const value = readDigits(p);
      if (digits - 1 >= MAX_DIGITS) break;
      sum = sum == NO_ORIGIN ? value : sum + value;
    }
    const c = load<u8>(behind);
    if (c == 44 && load<u8>(behind, 1) == 32) p = behind + 2;
    else if (c == 32 && load<u8>(behind, 1) == 58 && load<u8>(behind, 2) == 32) p = behind + 3;
    else return sum;
  }
  refuse(line);
  return sum;
}

const EARLIEST: u64 = 86400;
const BEYOND_LATEST: u64 = 1 << 32;

/** Unix seconds, whose fraction is cut; buckets are `length` seconds long. */
export function readEpoch(at: usize, stride: usize, offset: i32, length: u32): void {
  let out = BUCKET;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const value = readDigits(<usize>load<u32>(at) + offset);
    at += stride;
    if (digits - 1 >= MAX_DIGITS || value < EARLIEST || value >= BEYOND_LATEST) refuse(line);
    if (load<u8>(behind) == DOT) {
      readDigits(behind + 1);
      if (digits == 0) refuse(line);
    }
    store<u32>(out, <u32>value - (<u32>value % length));
    store<u32>(cursor, <u32>behind);
    out += 4;
    cursor += 4;
  }
}

/** A number as JSON has it; the cursor stands behind it. */
export function walkJsonNumber(at: usize, stride: usize, offset: i32): void {
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const start = <usize>load<u32>(at) + offset;
    at += stride;
    let p = start;
    if (load<u8>(p) == DASH) p++;
    const first = p;
    while (isDigit(p)) p++;
    if (p == first || (load<u8>(first) == 48 && p > first + 1)) refuse(line);
    if (load<u8>(p) == DOT) {
      const point = p++;
      while (isDigit(p)) p++;
      if (p == point + 1) refuse(line);
    }
    if ((load<u8>(p) | 32) == 101 || p - start > MAX_WALK) refuse(line); // an exponent
    store<u32>(cursor, <u32>p);
    cursor += 4;
  }
}

@inline function isDigit(p: usize): bool {
  return <u32>load<u8>(p) - 48 < 10;
}

/** No line says anything about the origin. */
export function fillNoOrigin(): void {
  for (let line: u32 = 0; line < lineCount; line++) store<u64>(ORIGIN + (<usize>line << 3), NO_ORIGIN);
}

/** Three digits from 100 to 599. */
export function readStatus(at: usize, stride: usize, offset: i32): void {
  let out = STATUS;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const t = load<u32>(p) ^ 0x30303030;
    const isNumber = (((t + 0x76767676) | t) & 0x80808080) >> 7;
    const hundreds = t & 0xff;
    if ((isNumber & 0x01010101) != 0x01000000 || hundreds - 1 > 4) refuse(line);
    store<u32>(out, hundreds);
    store<u32>(cursor, <u32>p + 3);
    out += 4;
    cursor += 4;
  }
}

/**
 * A duration with a fraction of up to six digits, or `-`. It is not kept: a line that lasted longer than `most` (in
 * milliseconds) is spread over its minutes by the reference parser.
 */
export function checkDuration(at: usize, stride: usize, offset: i32, most: u32, inSeconds: bool): void {
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    if (load<u8>(p) == DASH) behind = p + 1;
    else if (readMilliseconds(p, inSeconds) > most) refuse(line);
    store<u32>(cursor, <u32>behind);
    cursor += 4;
  }
}

const NO_DURATION: u32 = u32.MAX_VALUE;

@inline function readMilliseconds(p: usize, inSeconds: bool): u32 {
  const whole = <u32>readDigits(p);
  if (digits - 1 >= 6) return NO_DURATION;
  let ms = inSeconds ? whole * 1000 : whole;
  if (load<u8>(behind) == DOT) {
    const point = behind;
    const fraction = <u32>readDigits(point + 1);
    if (digits - 1 >= 6) return NO_DURATION;
    if (inSeconds) ms += digits == 3 ? fraction : thousandths(point + 1, digits);
  }
  return ms;
}

/** The first three digits of a fraction of another length. */
function thousandths(p: usize, count: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < 3; i++) value = value * 10 + (i < count ? <u32>load<u8>(p + i) - 48 : 0);
  return value;
}
