import { putCursor } from './cursor';
import { behind, digits, isDigit, MAX_DIGITS, readDigits } from './digits';
import { isListed, MAX_WALK } from './fields';
import { lineCount } from './lines';
import { BYTES, CURSOR, NO_ORIGIN, ORIGIN, STATUS } from './memory';
import { refuse } from './refuse';

// Stage 3, the numbers: what is not plainly a number of at most twelve digits is left to the reference parser.

const DASH: u32 = 45;
const DOT: u32 = 46;
const QUOTE: u32 = 34;

/** The line's byte count. `mayDash`: a dash is 0. */
export function readBytes(at: usize, stride: usize, offset: i32, mayDash: bool): void {
  let out = BYTES;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    let value = readDigits(p);
    let end = behind;
    if (digits - 1 >= MAX_DIGITS) {
      if (mayDash && load<u8>(p) == DASH) {
        value = 0;
        end = p + 1;
      } else refuse(line);
    }
    store<u64>(out, value);
    putCursor(line, cursor, end);
    out += 8;
    cursor += 4;
  }
}

/** A number that is only walked over; it may be negative, or a dash alone. */
export function skipDigits(at: usize, stride: usize, offset: i32): void {
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const isDash = load<u8>(p) == DASH;
    readDigits(p + <usize>isDash);
    if (digits - 1 >= MAX_DIGITS && !(isDash && digits == 0)) refuse(line);
    putCursor(line, cursor, behind);
    cursor += 4;
  }
}

/** How an origin's bytes may be written. */
const IN_STRING: i32 = 1;
const ZERO_IS_NONE: i32 = 2;
const NO_LIST: i32 = 3;

/**
 * Bytes from the origin: a number, `-`, or a list of them; in a string, which may be empty, up to its quote. Where a 0 means
 * that the origin was not asked, and in JSON's numbers, there is no list.
 */
export function readOrigin(at: usize, stride: usize, offset: i32, kind: i32): void {
  let out = ORIGIN;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    let value = NO_ORIGIN;
    let end = p;
    if (load<u8>(p) == DASH) end = p + 1;
    else if (kind != IN_STRING || load<u8>(p) != QUOTE) {
      value = readDigits(p);
      end = behind;
      if (digits - 1 >= MAX_DIGITS) refuse(line);
    }
    if (kind == ZERO_IS_NONE && value == 0) value = NO_ORIGIN;
    if (kind < ZERO_IS_NONE && isListed(end)) {
      value = readList(line, p);
      end = listEnd;
    }
    store<u64>(out, value);
    putCursor(line, cursor, end);
    out += 8;
    cursor += 4;
  }
}

/** Behind the list that was read last. */
let listEnd: usize = 0;

/** Plain numbers and dashes between `, ` and ` : `. Sums of few numbers of twelve digits are far below 2^53. */
function readList(line: u32, start: usize): u64 {
  let sum = NO_ORIGIN;
  let p = start;
  for (let items = 0; items < 16; items++) {
    if (load<u8>(p) == DASH) listEnd = p + 1;
    else {
      const value = readDigits(p);
      listEnd = behind;
      if (digits - 1 >= MAX_DIGITS) break;
      sum = sum == NO_ORIGIN ? value : sum + value;
    }
    const c = load<u8>(listEnd);
    if (c == 44 && load<u8>(listEnd, 1) == 32) p = listEnd + 2;
    else if (c == 32 && load<u8>(listEnd, 1) == 58 && load<u8>(listEnd, 2) == 32) p = listEnd + 3;
    else return sum;
  }
  refuse(line);
  return sum;
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
    putCursor(line, cursor, p);
    cursor += 4;
  }
}

/** No line says anything about the origin. */
export function fillNoOrigin(): void {
  for (let line: u32 = 0; line < lineCount; line++) store<u64>(ORIGIN + (<usize>line << 3), NO_ORIGIN);
}

/** Three digits; what is not from 100 to 599 is in no class. */
export function readStatus(at: usize, stride: usize, offset: i32): void {
  let out = STATUS;
  let cursor = CURSOR;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const t = load<u32>(p) ^ 0x30303030;
    const isNumber = (((t + 0x76767676) | t) & 0x80808080) >> 7;
    const hundreds = t & 0xff;
    if ((isNumber & 0x01010101) != 0x01000000) refuse(line);
    store<u32>(out, hundreds <= 5 ? hundreds : 0);
    putCursor(line, cursor, p + 3);
    out += 4;
    cursor += 4;
  }
}
