import { bucketOf } from './host';
import { alloc } from './memory';

// Stage 3, the calendar: a day is looked up by its text. Of one not seen lately the host is asked, as if it were that day's
// midnight in UTC, which begins a bucket of every length there is:
//
//     9/Jun/2015   ->   9/Jun/2015:00:00:00 +0000   ->   1433808000

const COLON: u32 = 58;
const DAY: i32 = 86400;

/** A day's text of 8 to 11 bytes: its first and last 8, its length, its midnight. */
const DAY_BYTES: usize = 32;
const DAYS: u32 = 64;
let days: usize = 0;
let latestDay: usize = 0;
let question: usize = 0;

export function startDays(): void {
  days = alloc(<usize>DAYS * DAY_BYTES);
  question = alloc(64);
}

/** Another program reads them another way. */
export function forgetDays(): void {
  memory.fill(days, 0, <usize>DAYS * DAY_BYTES);
  latestDay = days;
}

/** How midnight is written behind a day, in each shape. */
export const CLF: i32 = 0;
export const ISO: i32 = 1;
export const COMPACT: i32 = 2;

/** Unix seconds of the day's beginning in UTC; 0: there is no such day. */
@inline export function midnightOf(p: usize, length: u32, shape: i32, utcOffset: i32): u32 {
  const a = load<u64>(p);
  const b = load<u64>(p + length - 8);
  if (!isDay(latestDay, a, b, length)) {
    const hash = <u32>(((a ^ rotl(b, 29)) * 0x9e3779b97f4a7c15) >> 40);
    latestDay = days + <usize>(hash & (DAYS - 1)) * DAY_BYTES;
    if (!isDay(latestDay, a, b, length)) rememberDay(a, b, p, length, shape, utcOffset);
  }
  return load<u32>(latestDay, 20);
}

@inline function isDay(entry: usize, a: u64, b: u64, length: u32): bool {
  return load<u64>(entry) == a && load<u64>(entry, 8) == b && load<u32>(entry, 16) == length;
}

function rememberDay(a: u64, b: u64, p: usize, length: u32, shape: i32, utcOffset: i32): void {
  store<u64>(latestDay, a);
  store<u64>(latestDay, b, 8);
  store<u32>(latestDay, length, 16);
  memory.copy(question, p, length);
  const end = question + length;
  let midnight: u32;
  if (shape == CLF) {
    writeClock(end, COLON, 0, COLON);
    store<u64>(end, 0x303030302b20, 9); // ' +0000'
    midnight = bucketOf(question, length + 15);
  } else if (shape == ISO) {
    writeClock(end, 84, 0, COLON);
    store<u8>(end, 90, 9); // Z
    midnight = bucketOf(question, length + 10);
  } else midnight = compactMidnight(end, length, utcOffset);
  store<u32>(latestDay, midnight, 20);
}

/** Clocks without a zone hang `utcOffset` east: midnight in UTC is shown there as that time of day, or of the day before. */
function compactMidnight(end: usize, length: u32, utcOffset: i32): u32 {
  const shown = utcOffset < 0 ? utcOffset + DAY : utcOffset;
  writeClock(end - 1, <u32>load<u8>(end - 1), shown, 0);
  const asked = bucketOf(question, length + 6);
  return asked == 0 || utcOffset >= 0 ? asked : asked - DAY;
}

/** `first`, then the time of day with `between` between its parts, 0: nothing. */
function writeClock(p: usize, first: u32, seconds: i32, between: u32): void {
  store<u8>(p++, <u8>first);
  p = writeTwo(p, seconds / 3600);
  if (between != 0) store<u8>(p++, <u8>between);
  p = writeTwo(p, (seconds / 60) % 60);
  if (between != 0) store<u8>(p++, <u8>between);
  writeTwo(p, seconds % 60);
}

function writeTwo(p: usize, value: i32): usize {
  store<u8>(p, <u8>(48 + value / 10));
  store<u8>(p, <u8>(48 + (value % 10)), 1);
  return p + 2;
}
