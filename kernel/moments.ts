import { behind, digits, isDigit, readDigits, skipPadding, thousandths } from './digits';
import { lineCount } from './lines';
import { BUCKET, CURSOR, DURATION, MILLIS, START_MILLIS, START_SECONDS } from './memory';
import { refuse } from './refuse';

// Stage 3, Unix times; times with a calendar in them are in stamps.ts. Both leave a moment, whole seconds and milliseconds,
// and `fillBuckets` makes the line's bucket of it: the request ended then, or the duration later.

const DOT: u32 = 46;
const SPACE: u32 = 32;

/** What the reference parser takes for a time. */
export const EARLIEST: u64 = 86400;
export const BEYOND_LATEST: u64 = 1 << 32;

/** Which of a line's two moments an op reads. */
@inline export function secondsOf(moment: i32): usize {
  return moment == 0 ? BUCKET : START_SECONDS;
}
@inline export function millisOf(moment: i32): usize {
  return moment == 0 ? MILLIS : START_MILLIS;
}

/** `1767225630`, `1767225630.123`; where `isPadded` spaces before it and for the fraction's zeros, `1767225630.  5`. */
export function readUnixSeconds(at: usize, stride: usize, offset: i32, isPadded: bool): void {
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    let p = <usize>load<u32>(at) + offset;
    at += stride;
    if (isPadded) p = skipPadding(p);
    const value = readDigits(p);
    let end = behind;
    let ms: u32 = 0;
    if (digits - 1 >= 12 || value < EARLIEST || value >= BEYOND_LATEST) refuse(line);
    if (load<u8>(end) == DOT) {
      const fraction = end + 1;
      readDigits(isPadded ? skipPadding(fraction) : fraction);
      end = behind;
      if (digits == 0) refuse(line);
      ms = paddedThousandths(fraction, <u32>(end - fraction));
    }
    store<u32>(BUCKET + out, <u32>value);
    store<u32>(MILLIS + out, ms);
    store<u32>(CURSOR + out, <u32>end);
    out += 4;
  }
}

@inline function paddedThousandths(p: usize, count: u32): u32 {
  let ms: u32 = 0;
  for (let i: u32 = 0; i < 3; i++) {
    const c = i < count ? <u32>load<u8>(p + i) : SPACE;
    ms = ms * 10 + (c == SPACE ? 0 : c - 48);
  }
  return ms;
}

/** `1767225630123`. */
export function readUnixMillis(at: usize, stride: usize, offset: i32): void {
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const value = readLongDigits(<usize>load<u32>(at) + offset);
    at += stride;
    if (longDigits == 0 || longDigits > 15 || value / 1000 < EARLIEST || value / 1000 >= BEYOND_LATEST) refuse(line);
    store<u32>(BUCKET + out, <u32>(value / 1000));
    store<u32>(MILLIS + out, <u32>(value % 1000));
    store<u32>(CURSOR + out, <u32>behindLong);
    out += 4;
  }
}

let behindLong: usize = 0;
let longDigits: u32 = 0;

/** Nanoseconds have 19 digits; more than that would not fit. */
@inline function readLongDigits(p: usize): u64 {
  let value: u64 = 0;
  let at = p;
  while (isDigit(at) && at - p < 20) value = value * 10 + <u64>(load<u8>(at++) - 48);
  behindLong = at;
  longDigits = <u32>(at - p);
  return value;
}

/**
 * A Unix time in JSON: its number of digits tells its unit (12 and more: milliseconds, 15: microseconds, 18: nanoseconds).
 * JSON makes a float of a fraction, which may round it up into the next millisecond.
 */
export function readUnixAny(at: usize, stride: usize, offset: i32, moment: i32): void {
  const seconds = secondsOf(moment);
  const millis = millisOf(moment);
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const value = readLongDigits(p);
    let end = behindLong;
    const places = longDigits < 12 ? 0 : longDigits < 15 ? 3 : longDigits < 18 ? 6 : 9;
    const unit: u64 = places == 0 ? 1 : places == 3 ? 1000 : places == 6 ? 1000000 : 1000000000;
    const whole = value / unit;
    let ms = places == 0 ? 0 : <u32>((value % unit) / (unit / 1000));
    if (longDigits > 19 || load<u8>(p) == 48 || whole < EARLIEST || whole >= BEYOND_LATEST) refuse(line);
    if (load<u8>(end) == DOT) {
      readDigits(end + 1);
      if (places != 0 || digits == 0 || (digits > 6 && isNearlyAll(end + 4))) refuse(line);
      ms = thousandths(end + 1, digits);
      end = behind;
    }
    store<u32>(seconds + out, <u32>whole);
    store<u32>(millis + out, ms);
    store<u32>(CURSOR + out, <u32>end);
    out += 4;
  }
}

/** `999` there. */
@inline function isNearlyAll(p: usize): bool {
  return (load<u32>(p) & 0xffffff) == 0x393939;
}

/** Buckets are `length` seconds long. `isStart`: the request ended the duration later. */
export function fillBuckets(length: u32, isStart: bool): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    const at = <usize>line << 2;
    let seconds = load<u32>(BUCKET + at);
    if (isStart) {
      const later = (load<u32>(MILLIS + at) + load<u32>(DURATION + at)) / 1000;
      if (<u64>seconds + later >= BEYOND_LATEST) refuse(line);
      seconds += later;
    }
    store<u32>(BUCKET + at, seconds - (seconds % length));
  }
}
