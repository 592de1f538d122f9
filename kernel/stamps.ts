import { CLF, COMPACT, ISO, midnightOf } from './days';
import { behind, digits, HIGH, isDigit, readDigits, thousandths, ZEROS } from './digits';
import { lineCount } from './lines';
import { CURSOR } from './memory';
import { millisOf, secondsOf } from './moments';
import { refuse } from './refuse';

// Stage 3, times with a calendar in them, as moments:
//
//     9/Jun/2015:01:58:09.123 +0800      2026-01-01T00:00:30.5Z      20260101000030
//
// The day is found in days.ts; clock, fraction and zone are read here.

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
