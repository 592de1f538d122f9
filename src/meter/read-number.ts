import { addCounts, type Count } from '../usage/count.ts';

/** What a reader answers when there is no number at all. */
export const NO_NUMBER = -1;
/** What it answers for a number over 2^53 - 1: the line is rejected rather than counted inexactly. */
export const TOO_LARGE = -2;

const ZERO = 0x30;
const DASH = 0x2d;
const DOT = 0x2e;

/** Decimal digits and nothing else. Out: the integer, NO_NUMBER or TOO_LARGE. */
export function readInteger(buffer: Uint8Array, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = buffer[at]! - ZERO;
    if (digit < 0 || digit > 9) return NO_NUMBER;
    value = value * 10 + digit; // inexact only when it is too large anyway, and then it stays too large
  }
  if (at <= start) return NO_NUMBER;
  return value > Number.MAX_SAFE_INTEGER ? TOO_LARGE : value;
}

/**
 * The sum of the numbers in nginx's upstream lists: `123, 456` is 579, `- : 5` is 5, `-` is NO_NUMBER. What is no number
 * does not count; one number over 2^53 - 1 makes the list TOO_LARGE, while their sum may well exceed it.
 */
export function readNumberSum(buffer: Uint8Array, start: number, end: number): Count {
  let sum: Count = NO_NUMBER;
  let at = start;
  while (at < end) {
    const itemEnd = endOfItem(buffer, at, end);
    const value = readInteger(buffer, at, itemEnd);
    if (value === TOO_LARGE) return TOO_LARGE;
    if (value >= 0) sum = sum === NO_NUMBER ? value : addCounts(sum, value);
    at = itemEnd + 1;
  }
  return sum;
}

/** Items end at a space, comma or colon. */
function endOfItem(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && !isListSeparator(buffer[at]!)) at++;
  return at;
}

export function isListSeparator(byte: number): boolean {
  return byte === 0x20 || byte === 0x2c || byte === 0x3a;
}

/** 1 for 1xx to 5 for 5xx; 0 for what is no status from 100 to 599. */
export function readStatusClass(buffer: Uint8Array, start: number, end: number): number {
  const status = readInteger(buffer, start, end);
  return status >= 100 && status <= 599 ? Math.floor(status / 100) : 0;
}

/** A duration that must be counted as unknown: negative, or longer than a day. */
export const UNUSABLE_DURATION = -2;
export const MAX_DURATION_MS = 24 * 3600 * 1000;

/**
 * A decimal number of seconds, cut to whole milliseconds from its digits: 1.0019 is 1001. Out: NO_NUMBER where there is
 * none (`-`, empty, unreadable), UNUSABLE_DURATION for a negative one or one over 24 h.
 */
export function readDurationMs(buffer: Uint8Array, start: number, end: number): number {
  return readDecimal(buffer, start, end, 1000);
}

/** The same for a number of milliseconds: 1001.9 is 1001. */
export function readMilliseconds(buffer: Uint8Array, start: number, end: number): number {
  return readDecimal(buffer, start, end, 1);
}

/** The same for a number of microseconds: 1999 is 1. */
export function readMicroseconds(buffer: Uint8Array, start: number, end: number): number {
  return readDecimal(buffer, start, end, 0.001);
}

/** `unitMs`: how many milliseconds the number counts, 1000, 1 or 0.001. */
function readDecimal(buffer: Uint8Array, start: number, end: number, unitMs: number): number {
  const isNegative = buffer[start] === DASH;
  const first = isNegative ? start + 1 : start;
  const point = endOfDigits(buffer, first, end);
  const last = buffer[point] === DOT && point < end ? endOfDigits(buffer, point + 1, end) : point;
  if (point === first || last !== end || last === point + 1) return NO_NUMBER;
  if (isNegative && hasNonZero(buffer, first, end)) return UNUSABLE_DURATION;
  const whole = readInteger(buffer, first, point);
  if (whole === TOO_LARGE) return UNUSABLE_DURATION;
  const ms = unitMs < 1 ? Math.floor(whole / 1000) : whole * unitMs + fractionDigits(buffer, point + 1, end, unitMs);
  return ms > MAX_DURATION_MS ? UNUSABLE_DURATION : ms;
}

function endOfDigits(buffer: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && buffer[at]! >= ZERO && buffer[at]! <= ZERO + 9) at++;
  return at;
}

/** -0.000 is not negative. */
function hasNonZero(buffer: Uint8Array, start: number, end: number): boolean {
  return buffer.subarray(start, end).some((byte) => byte > ZERO && byte <= ZERO + 9);
}

/** A fraction cut to thousandths of a second, none of a millisecond. */
function fractionDigits(buffer: Uint8Array, start: number, end: number, unitMs: number): number {
  let value = 0;
  for (let i = 0; 10 ** i < unitMs; i++) value = value * 10 + (start + i < end ? buffer[start + i]! - ZERO : 0);
  return value;
}
