import type { TimeShape } from '../format/program.ts';
import { isDigit } from './read-time.ts';
import type { WalkField } from './typed-field.ts';

/**
 * Walks over times that come in several parts, and over numbers with spaces before them. What is found is the whole text of
 * the field, whether it can be read or not: `9/Jun/2015:01:58:09 +0800` with its zone, `   310` with its spaces.
 */
export function walkStamp(shape: TimeShape, walkPart: WalkField): WalkField {
  if (shape !== 'clf' && shape !== 'iso') return walkPart;
  const belongs = shape === 'clf' ? isZone : isClock;
  return (buffer, start, end) => {
    const at = walkPart(buffer, start, end);
    return at >= 0 && belongs(buffer, at, end) ? walkPart(buffer, at + 1, end) : at;
  };
}

const SPACE = 0x20;
const TAB = 0x09;
const DOT = 0x2e;

/** ` +0800`: a sign and a digit, so that a lone `-` that follows the time is not taken for its zone. */
function isZone(buffer: Uint8Array, at: number, end: number): boolean {
  const isSign = buffer[at + 1] === 0x2b || buffer[at + 1] === 0x2d;
  return at + 2 < end && buffer[at] === SPACE && isSign && isDigit(buffer[at + 2]!);
}

/** ` 08:00:00`, after a space or a tab. */
function isClock(buffer: Uint8Array, at: number, end: number): boolean {
  const isGap = buffer[at] === SPACE || buffer[at] === TAB;
  return at + 3 < end && isGap && isDigit(buffer[at + 1]!) && isDigit(buffer[at + 2]!) && buffer[at + 3] === 0x3a;
}

export function walkPadded(walkNumber: WalkField): WalkField {
  return (buffer, start, end) => walkNumber(buffer, skipSpaces(buffer, start, end), end);
}

/** `1767225630.123`, and `1767225630.  5` from servers that pad with spaces. A lone `-` is a time that cannot be read. */
export function walkUnix(buffer: Uint8Array, start: number, end: number): number {
  const first = skipSpaces(buffer, start, end);
  if (buffer[first] === 0x2d && first < end) return first + 1;
  const point = skipDigits(buffer, first, end);
  if (point === first) return -1;
  if (point >= end || buffer[point] !== DOT) return point;
  const last = skipDigits(buffer, skipSpaces(buffer, point + 1, end), end);
  return last;
}

/** Everything up to the next tab: a row's columns are counted by their tabs alone. */
export function walkColumn(buffer: Uint8Array, start: number, end: number): number {
  const tab = buffer.indexOf(TAB, start);
  return tab < 0 || tab > end ? end : tab;
}

/** Padding is a few characters; without a limit a junk line of spaces would be walked again from each of them. */
const MAX_PADDING = 16;

function skipSpaces(buffer: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_PADDING);
  let at = start;
  while (at < limit && buffer[at] === SPACE) at++;
  return at;
}

function skipDigits(buffer: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + 32);
  let at = start;
  while (at < limit && isDigit(buffer[at]!)) at++;
  return at;
}
