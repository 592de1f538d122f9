import { unixPlaces } from './unix-places.ts';

/**
 * Reads the times that logs are stamped with. In: a span of bytes; out: whole Unix seconds (fractions are cut), or -1 where
 * it is no valid time or lies outside [86,400, 2^32), so that a spread interval and a 32-bit minute always fit.
 *
 *     01/Jan/2026:08:00:00 +0800      nginx's $time_local
 *     2026-01-01T00:00:00.5Z          RFC 3339
 *     1767225600.123                  Unix seconds, nginx's $msec
 *     1767225600123                   Unix milliseconds, microseconds or nanoseconds, in JSON only
 */
export type ReadTime = (buffer: Uint8Array, start: number, end: number) => number;

export const EARLIEST = 86_400; // the longest interval a request is spread over is a day
export const LATEST = 2 ** 32;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const ZERO = 0x30;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const SPACE = 0x20;
const PLUS = 0x2b;
/** Between date and clock: T, t or a space. */
const SEPARATORS = [0x54, 0x74, SPACE];

/** `01/Jan/2026:08:00:00 +0800`: exactly 26 characters. */
export function readTimeLocal(buffer: Uint8Array, start: number, end: number): number {
  if (end - start !== 26 || buffer[start + 20] !== SPACE || !hasPunctuation(buffer, start)) return -1;
  const date = daysOf(digits4(buffer, start + 7), monthNumber(buffer, start + 3), digits2(buffer, start));
  const clock = secondOfDay(buffer, start + 12);
  const offset = offsetSeconds(buffer, start + 21, digits2(buffer, start + 24));
  return inRange(date, clock, offset);
}

function hasPunctuation(buffer: Uint8Array, start: number): boolean {
  return buffer[start + 2] === SLASH && buffer[start + 6] === SLASH && buffer[start + 11] === COLON;
}

/** `2026-01-01T08:00:00[.fraction](Z|+08:00)`, with t, z or a space where RFC 3339 allows them. */
export function readRfc3339(buffer: Uint8Array, start: number, end: number): number {
  if (end - start < 20 || buffer[start + 4] !== DASH || buffer[start + 7] !== DASH) return -1;
  if (!SEPARATORS.includes(buffer[start + 10]!)) return -1;
  const date = daysOf(digits4(buffer, start), digits2(buffer, start + 5), digits2(buffer, start + 8));
  const zone = afterFraction(buffer, start + 19, end);
  return zone < 0 ? -1 : inRange(date, secondOfDay(buffer, start + 11), zoneSeconds(buffer, zone, end));
}

/** `1767225600` or `1767225600.123`, always seconds. */
export function readUnixSeconds(buffer: Uint8Array, start: number, end: number): number {
  const value = wholePart(buffer, start, end);
  return value >= EARLIEST && value < LATEST ? value : -1;
}

/** Whatever a JSON log may hold. */
export function readAnyTime(buffer: Uint8Array, start: number, end: number): number {
  if (buffer[start + 2] === SLASH) return readTimeLocal(buffer, start, end);
  if (buffer[start + 4] === DASH) return readRfc3339(buffer, start, end);
  const seconds = wholeSeconds(buffer, start, end);
  return seconds >= EARLIEST && seconds < LATEST ? seconds : -1;
}

/** Of a plain decimal number in any unit; -1 where it is none. Digit by digit: nanoseconds are too large for a float. */
function wholeSeconds(buffer: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && buffer[first] === ZERO) first++;
  let point = first;
  while (point < end && isDigit(buffer[point]!)) point++;
  const last = point - unixPlaces(point - first);
  if (last <= start || (point < end && afterFraction(buffer, point, end) !== end)) return -1;
  let value = 0;
  for (let at = first; at < last; at++) value = value * 10 + buffer[at]! - ZERO;
  return value;
}

/** -1 where it is no plain decimal number. */
function wholePart(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  let value = 0;
  while (at < end && isDigit(buffer[at]!)) value = value * 10 + buffer[at++]! - ZERO;
  return at > start && (at === end || afterFraction(buffer, at, end) === end) ? value : -1;
}

/** Where the fraction at `at` ends; `at` itself where there is none; -1 for a dot without digits. */
export function afterFraction(buffer: Uint8Array, at: number, end: number): number {
  if (at >= end || buffer[at] !== DOT) return at;
  let next = at + 1;
  while (next < end && isDigit(buffer[next]!)) next++;
  return next > at + 1 ? next : -1;
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** NaN where one is no digit: it survives every sum and fails every comparison. */
export function digits2(buffer: Uint8Array, at: number): number {
  const tens = buffer[at]! - ZERO;
  const ones = buffer[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

export function digits4(buffer: Uint8Array, at: number): number {
  return digits2(buffer, at) * 100 + digits2(buffer, at + 2);
}

/** 1 to 12, NaN for a name that nginx does not write. */
export function monthNumber(buffer: Uint8Array, at: number): number {
  const name = String.fromCharCode(buffer[at]!, buffer[at + 1]!, buffer[at + 2]!);
  const index = MONTHS.indexOf(name);
  return index >= 0 && index % 3 === 0 ? index / 3 + 1 : Number.NaN;
}

/** Days since 1970-01-01, NaN where the calendar has no such day. */
export function daysOf(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  // years that begin in March, so that the leap day comes last
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1]!;
}

/** `08:00:00`; NaN where no clock shows it. */
export function secondOfDay(buffer: Uint8Array, at: number): number {
  const hour = digits2(buffer, at);
  const minute = digits2(buffer, at + 3);
  const second = digits2(buffer, at + 6);
  const valid = hour <= 23 && minute <= 59 && second <= 59 && buffer[at + 2] === COLON && buffer[at + 5] === COLON;
  return valid ? hour * 3600 + minute * 60 + second : Number.NaN;
}

export function zoneSeconds(buffer: Uint8Array, at: number, end: number): number {
  if (end - at === 1) return (buffer[at]! | 0x20) === 0x7a ? 0 : Number.NaN; // z, Z
  if (end - at !== 6 || buffer[at + 3] !== COLON) return Number.NaN;
  return offsetSeconds(buffer, at, digits2(buffer, at + 4));
}

/** `+08` and the minutes that were found elsewhere; east of Greenwich is positive. */
export function offsetSeconds(buffer: Uint8Array, at: number, minutes: number): number {
  const hours = digits2(buffer, at + 1);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const seconds = hours * 3600 + minutes * 60;
  if (buffer[at] === PLUS) return seconds;
  return buffer[at] === DASH ? -seconds : Number.NaN;
}

function inRange(days: number, clock: number, offset: number): number {
  const seconds = days * 86_400 + clock - offset;
  return seconds >= EARLIEST && seconds < LATEST ? seconds : -1;
}
