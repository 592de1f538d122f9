import { putCursor } from './cursor';
import { behind, digits, readDigits, skipPadding, thousandths } from './digits';
import { lineCount } from './lines';
import { BUCKET, CURSOR, DURATION, MILLIS, START_MILLIS, START_SECONDS } from './memory';
import { refuse } from './refuse';

// Stage 3, how long a request took: a line that lasted longer than `most` milliseconds is spread over its minutes by the
// reference parser. What is left is cut to milliseconds, and of use only where a line tells when its request began.

const DASH: u32 = 45;
const DOT: u32 = 46;

/** Units of a duration. */
const SECONDS: i32 = 0;
const MICROSECONDS: i32 = 2;
const NANOSECONDS: i32 = 3;
/** Or'ed to a unit: spaces may stand before the number. */
const PADDED: i32 = 4;

/** A number with or without a fraction, or `-`, which is as good as 0. */
export function readDuration(at: usize, stride: usize, offset: i32, most: u32, kind: i32): void {
  let out = DURATION;
  let cursor = CURSOR;
  const unit = kind & ~PADDED;
  for (let line: u32 = 0; line < lineCount; line++) {
    let p = <usize>load<u32>(at) + offset;
    at += stride;
    if ((kind & PADDED) != 0) p = skipPadding(p);
    let ms: u32 = 0;
    let end = p + 1;
    if (load<u8>(p) != DASH) {
      ms = readMilliseconds(p, unit);
      end = behind;
      if (ms > most) refuse(line);
    }
    store<u32>(out, ms);
    putCursor(line, cursor, end);
    out += 4;
    cursor += 4;
  }
}

const NO_DURATION: u32 = u32.MAX_VALUE;
/** Of seconds and their fraction together a float, which JSON makes of them, keeps at least 15 digits. */
const MAX_WHOLE_DIGITS: u32 = 6;
const MAX_FRACTION_DIGITS: u32 = 9;

@inline function readMilliseconds(p: usize, unit: i32): u32 {
  const whole = readDigits(p);
  if (digits - 1 >= (unit <= 1 ? MAX_WHOLE_DIGITS + <u32>(3 * unit) : 12)) return NO_DURATION;
  let ms = inMilliseconds(whole, unit);
  if (load<u8>(behind) == DOT) {
    const point = behind;
    const fraction = <u32>readDigits(point + 1);
    if (digits - 1 >= MAX_FRACTION_DIGITS) return NO_DURATION;
    if (unit == SECONDS) ms += digits == 3 ? fraction : thousandths(point + 1, digits);
  }
  return ms;
}

@inline function inMilliseconds(whole: u64, unit: i32): u32 {
  if (unit == SECONDS) return <u32>whole * 1000;
  if (unit == MICROSECONDS) return <u32>(whole / 1000);
  return unit == NANOSECONDS ? <u32>(whole / 1000000) : <u32>whole;
}

/** Where a line has both ends of its request. */
export function checkSpan(most: u32): void {
  for (let line: u32 = 0; line < lineCount; line++) {
    const at = <usize>line << 2;
    const seconds = <i64>load<u32>(BUCKET + at) - <i64>load<u32>(START_SECONDS + at);
    const ms = seconds * 1000 + <i64>load<u32>(MILLIS + at) - <i64>load<u32>(START_MILLIS + at);
    if (<u64>ms > <u64>most) refuse(line); // a negative one too
  }
}
