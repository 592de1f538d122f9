import { behind, digits, HIGH, isDigit, readDigits, thousandths, ZEROS } from './digits';
import { bucketOf } from './host';
import { lineCount } from './lines';
import { alloc, CURSOR } from './memory';
import { millisOf, secondsOf } from './moments';
import { refuse } from './refuse';

// Stage 3, times with a calendar in them, as moments:
//
//     9/Jun/2015:01:58:09.123 +0800      2026-01-01T00:00:30.5Z      20260101000030
//
// The day is looked up by its text; of one not seen lately the host is asked, as if it were that day's midnight in UTC, which
// begins a bucket of every length there is. Clock, fraction and zone are read here.

const SPACE: u32 = 32;
const TAB: u32 = 9;
const PLUS: u32 = 43;
const DASH: u32 = 45;
const DOT: u32 = 46;
const SLASH: u32 = 47;
const COLON: u32 = 58;
const DAY: i32 = 86400;

/** The program has no offset for times without a zone. */
const NO_OFFSET: i32 = i32.MAX_VALUE;

/** A day's text of 8 to 11 bytes: its first and last 8, its length, its midnight. */
const DAY_BYTES: usize = 32;
const DAYS: u32 = 64;
let days: usize = 0;
let latestDay: usize = 0;
let question: usize = 0;

export function startStamps(): void {
  days = alloc(<usize>DAYS * DAY_BYTES);
  question = alloc(64);
}

/** Another program reads them another way. */
export function forgetDays(): void {
  memory.fill(days, 0, <usize>DAYS * DAY_BYTES);
  latestDay = days;
}

/** How midnight is written behind a day, in each shape. */
const CLF: i32 = 0;
const ISO: i32 = 1;
const COMPACT: i32 = 2;

/** Day in one or two digits, zone behind a space. */
export function readClf(at: usize, stride: usize, offset: i32, moment: i32, utcOffset: i32): void {
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const slash = load<u8>(p, 1) == SLASH ? p + 1 : p + 2;
    if (load<u8>(slash) != SLASH || load<u8>(slash, 4) != SLASH || load<u8>(slash, 9) != COLON) refuse(line);
    const midnight = midnightOf(p, <u32>(slash + 9 - p), CLF, utcOffset);
    readClock(line, slash + 10);
    let east = utcOffset;
    if (load<u8>(clockEnd) == SPACE && isSign(clockEnd + 1) && isDigit(clockEnd + 2)) east = readZone(clockEnd + 1);
    leave(line, out, moment, midnight, east);
    out += 4;
  }
}

/** `isColonOptional`: a zone may be `+0800`. */
export function readIso(at: usize, stride: usize, offset: i32, moment: i32, utcOffset: i32, isColonOptional: bool): void {
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const gap = <u32>load<u8>(p, 10);
    const isGap = gap == SPACE || gap == TAB || (gap | 32) == 116; // T, t
    if (!isGap || load<u8>(p, 4) != DASH || load<u8>(p, 7) != DASH) refuse(line);
    const midnight = midnightOf(p, 10, ISO, utcOffset);
    readClock(line, p + 11);
    let east = utcOffset;
    if ((<u32>load<u8>(clockEnd) | 32) == 122) {
      clockEnd++; // Z, z
      east = 0;
    } else if (isSign(clockEnd)) {
      if (!isColonOptional && load<u8>(clockEnd, 3) != COLON) refuse(line);
      east = readZone(clockEnd);
    }
    if (isColonOptional && isClock(clockEnd)) refuse(line); // a second clock would belong to the field
    leave(line, out, moment, midnight, east);
    out += 4;
  }
}

export function readCompact(at: usize, stride: usize, offset: i32, moment: i32, utcOffset: i32): void {
  let out: usize = 0;
  for (let line: u32 = 0; line < lineCount; line++) {
    const p = <usize>load<u32>(at) + offset;
    at += stride;
    const midnight = midnightOf(p, 8, COMPACT, utcOffset);
    for (let i: usize = 8; i < 14; i++) if (!isDigit(p + i)) refuse(line);
    const hour = twoDigits(p + 8);
    const minute = twoDigits(p + 10);
    const second = twoDigits(p + 12);
    if (hour > 23 || minute > 59 || second > 59) refuse(line);
    clock = hour * 3600 + minute * 60 + second;
    clockMs = 0;
    clockEnd = p + 14;
    leave(line, out, moment, midnight, utcOffset);
    out += 4;
  }
}

@inline function leave(line: u32, out: usize, moment: i32, midnight: u32, east: i32): void {
  const seconds = <i64>midnight + clock - east;
  if (midnight == 0 || east == NO_OFFSET || seconds < DAY || seconds >= <i64>1 << 32) refuse(line);
  store<u32>(secondsOf(moment) + out, <u32>seconds);
  store<u32>(millisOf(moment) + out, clockMs);
  store<u32>(CURSOR + out, <u32>clockEnd);
}

/** Of the clock that was read last: seconds of the day, milliseconds, where it ends. */
let clock: i32 = 0;
let clockMs: u32 = 0;
let clockEnd: usize = 0;

/** `08:00:00` as digits 0 to 9 and colons 0 after the xor, and what makes anything else overflow. */
const CLOCK: u64 = 0x30303a30303a3030;
const BEYOND_CLOCK: u64 = 0x76767f76767f7676;

@inline function readClock(line: u32, p: usize): void {
  const t = load<u64>(p) ^ CLOCK;
  if ((((t + BEYOND_CLOCK) | t) & HIGH) != 0) refuse(line);
  const hour = <i32>(t & 0xff) * 10 + <i32>((t >> 8) & 0xff);
  const minute = <i32>((t >> 24) & 0xff) * 10 + <i32>((t >> 32) & 0xff);
  const second = <i32>((t >> 48) & 0xff) * 10 + <i32>(t >> 56);
  if (hour > 23 || minute > 59 || second > 59) refuse(line);
  clock = hour * 3600 + minute * 60 + second;
  clockMs = 0;
  clockEnd = p + 8;
  if (load<u8>(clockEnd) == DOT) {
    const fraction = clockEnd + 1;
    readDigits(fraction);
    if (digits == 0) refuse(line);
    clockMs = thousandths(fraction, digits);
    clockEnd = behind;
  }
}

/** `+08:00` or `+0800`, seconds; NO_OFFSET where it is neither. */
@inline function readZone(p: usize): i32 {
  const minutesAt = load<u8>(p, 3) == COLON ? p + 4 : p + 3;
  clockEnd = minutesAt + 2;
  if (!isDigit(p + 1) || !isDigit(p + 2) || !isDigit(minutesAt) || !isDigit(minutesAt + 1)) return NO_OFFSET;
  const hours = twoDigits(p + 1);
  const minutes = twoDigits(minutesAt);
  if (hours > 23 || minutes > 59) return NO_OFFSET;
  const seconds = hours * 3600 + minutes * 60;
  return load<u8>(p) == PLUS ? seconds : -seconds;
}

@inline function isSign(p: usize): bool {
  const c = <u32>load<u8>(p);
  return c == PLUS || c == DASH;
}

/** ` 08:` */
@inline function isClock(p: usize): bool {
  const c = <u32>load<u8>(p);
  return (c == SPACE || c == TAB) && isDigit(p + 1) && isDigit(p + 2) && load<u8>(p, 3) == COLON;
}

@inline function twoDigits(p: usize): i32 {
  return (<i32>load<u8>(p) - 48) * 10 + <i32>load<u8>(p, 1) - 48;
}

/** Unix seconds of the day's beginning in UTC; 0: there is no such day. */
@inline function midnightOf(p: usize, length: u32, shape: i32, utcOffset: i32): u32 {
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
