import type { TimeShape } from '../format/program.ts';
import {
  afterFraction,
  daysOf,
  digits2,
  digits4,
  EARLIEST,
  isDigit,
  LATEST,
  monthNumber,
  offsetSeconds,
  type ReadTime,
  secondOfDay,
  zoneSeconds,
} from './read-time.ts';

/**
 * Reads the times that need more than whole seconds, or that name no zone. In: a span of bytes; out: Unix milliseconds, or
 * -1 where it is no valid time or lies outside the same bounds as in read-time.ts.
 *
 *     stampReader('clf', undefined)     9/Jun/2015:01:58:09.123 +0800
 *     stampReader('compact', 8 * 3600)  20260101080000 is midnight in UTC
 *
 * A time without a zone is read only where an offset is given: nobody guesses where a clock hangs.
 */
export function stampReader(shape: TimeShape, utcOffsetSeconds: number | undefined): ReadTime {
  const read = READERS[shape];
  const offset = utcOffsetSeconds ?? Number.NaN;
  return (buffer, start, end) => {
    const ms = read(buffer, start, end, offset);
    return ms >= EARLIEST * 1000 && ms < LATEST * 1000 ? ms : -1; // NaN too fails the first comparison
  };
}

/** `offset` is for times without a zone, NaN: there is none. */
type ReadStamp = (buffer: Uint8Array, start: number, end: number, offset: number) => number;

const READERS: Readonly<Record<TimeShape, ReadStamp>> = {
  clf: readClf,
  iso: readIso,
  unix: readUnix,
  unix_ms: (buffer, start, end) => wholeNumber(buffer, start, end),
  compact: readCompact,
};

const ZERO = 0x30;
const SPACE = 0x20;
const DOT = 0x2e;
const DASH = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
/** Between date and clock: T, t, a space or a tab. */
const GAPS = [0x54, 0x74, SPACE, 0x09];

function readClf(buffer: Uint8Array, start: number, end: number, offset: number): number {
  const slash = buffer[start + 1] === SLASH ? start + 1 : start + 2;
  const isShaped = buffer[slash] === SLASH && buffer[slash + 4] === SLASH && buffer[slash + 9] === COLON;
  if (!isShaped || end - slash < 18) return -1;
  const day = slash - start === 1 ? digit(buffer, start) : digits2(buffer, start);
  const date = daysOf(digits4(buffer, slash + 5), monthNumber(buffer, slash + 1), day);
  return withClock(buffer, slash + 10, end, date, offset);
}

function readIso(buffer: Uint8Array, start: number, end: number, offset: number): number {
  const isShaped = buffer[start + 4] === DASH && buffer[start + 7] === DASH && GAPS.includes(buffer[start + 10]!);
  if (!isShaped || end - start < 19) return -1;
  const date = daysOf(digits4(buffer, start), digits2(buffer, start + 5), digits2(buffer, start + 8));
  return withClock(buffer, start + 11, end, date, offset);
}

/** `08:00:00`, a fraction or none, a zone or none, and then the end. */
function withClock(buffer: Uint8Array, at: number, end: number, days: number, offset: number): number {
  const point = at + 8;
  const zone = afterFraction(buffer, point, end);
  if (zone < 0) return -1;
  const east = zone === end ? offset : anyZone(buffer, buffer[zone] === SPACE ? zone + 1 : zone, end);
  return (days * 86_400 + secondOfDay(buffer, at) - east) * 1000 + fractionMs(buffer, point + 1, zone);
}

/** `Z`, `+08:00` or `+0800`. */
function anyZone(buffer: Uint8Array, at: number, end: number): number {
  return end - at === 5 ? offsetSeconds(buffer, at, digits2(buffer, at + 3)) : zoneSeconds(buffer, at, end);
}

/** The first three digits of a fraction; spaces stand for leading zeros. */
function fractionMs(buffer: Uint8Array, start: number, end: number): number {
  let ms = 0;
  for (let at = start; at < start + 3; at++) {
    const byte = at < end ? buffer[at]! : ZERO;
    ms = ms * 10 + (byte === SPACE ? 0 : byte - ZERO);
  }
  return ms;
}

function readUnix(buffer: Uint8Array, start: number, end: number): number {
  let first = start;
  while (first < end && buffer[first] === SPACE) first++;
  let point = first;
  while (point < end && isDigit(buffer[point]!)) point++;
  if (point === end) return wholeNumber(buffer, first, point) * 1000;
  const isFraction = buffer[point] === DOT && point + 1 < end && isDigit(buffer[end - 1]!);
  return isFraction ? wholeNumber(buffer, first, point) * 1000 + fractionMs(buffer, point + 1, end) : -1;
}

function readCompact(buffer: Uint8Array, start: number, end: number, offset: number): number {
  if (end - start !== 14) return -1;
  const [hour, minute, second] = [8, 10, 12].map((at) => digits2(buffer, start + at)) as [number, number, number];
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return -1;
  const date = daysOf(digits4(buffer, start), digits2(buffer, start + 4), digits2(buffer, start + 6));
  return (date * 86_400 + hour * 3600 + minute * 60 + second - offset) * 1000;
}

function wholeNumber(buffer: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + digit(buffer, at);
  return end > start ? value : Number.NaN;
}

/** NaN where there is none. */
function digit(buffer: Uint8Array, at: number): number {
  return isDigit(buffer[at]!) ? buffer[at]! - ZERO : Number.NaN;
}
