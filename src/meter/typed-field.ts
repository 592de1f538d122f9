import { isFree, isList, SHAPE_CHARACTERS, timeShape } from '../format/byte-classes.ts';
import type { TextReading } from '../format/program.ts';
import { walkColumn, walkPadded, walkStamp, walkUnix } from './walk-stamp.ts';

/**
 * Walks over a field with a shape. In: a buffer and where the field starts; out: where it ends, -1 where the shape is not
 * there. `123, 456 0.1` as `numbers` ends before ` 0.1`.
 */
export type WalkField = (buffer: Uint8Array, at: number, end: number) => number;

/**
 * A longer run is not taken for a field in the strict match. Without a limit a megabyte of `1, 1, 1, ...` would be walked
 * again from each of its commas; with it a junk line costs at most this much per byte.
 */
export const MAX_TYPED_BYTES = 256;

const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;

/** undefined: the reading is free text and ends where the next block begins. */
export function walkerOf(reading: TextReading): WalkField | undefined {
  if (isFree(reading)) return undefined;
  if (reading === 'time_local') return walkTimeLocal;
  if (reading === 'time_iso8601') return walkTimeIso8601;
  if (reading === 'column') return walkColumn;
  const members = memberTable(SHAPE_CHARACTERS[reading]!);
  const shape = timeShape(reading);
  if (shape === 'unix') return walkUnix;
  if (shape !== undefined) return walkStamp(shape, walkRun(members));
  if (reading === 'millis' || reading === 'micros') return walkPadded(walkRun(members));
  return isList(reading) ? walkList(members) : walkRun(members);
}

/** 256 bytes: 1 for each character of the class. */
export function memberTable(characters: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (characters.test(String.fromCharCode(byte)) ? 1 : 0));
}

function walkRun(members: Uint8Array): WalkField {
  return (buffer, start, lineEnd) => {
    const end = Math.min(lineEnd, start + MAX_TYPED_BYTES + 1);
    let at = start;
    while (at < end && members[buffer[at]!] === 1) at++;
    return at === start || at - start > MAX_TYPED_BYTES ? -1 : at;
  };
}

/** Items joined by ', ' or ' : '; a separator that no item follows belongs to what comes next. */
function walkList(members: Uint8Array): WalkField {
  return (buffer, start, lineEnd) => {
    const end = Math.min(lineEnd, start + MAX_TYPED_BYTES + 1);
    let at = start;
    let itemEnd = -1;
    while (at < end && members[buffer[at]!] === 1) {
      do at++;
      while (at < end && members[buffer[at]!] === 1);
      itemEnd = at;
      at = afterSeparator(buffer, at, end);
    }
    return itemEnd - start > MAX_TYPED_BYTES ? -1 : itemEnd;
  };
}

function afterSeparator(buffer: Uint8Array, at: number, end: number): number {
  if (at + 2 < end && buffer[at] === COMMA && buffer[at + 1] === SPACE) return at + 2;
  if (at + 3 < end && buffer[at] === SPACE && buffer[at + 1] === COLON && buffer[at + 2] === SPACE) return at + 3;
  return end;
}

/** `01/Jan/2026:08:00:00 +0800`: only the punctuation is looked at here, the rest when the time is read. */
function walkTimeLocal(buffer: Uint8Array, at: number, end: number): number {
  const shaped =
    at + 26 <= end &&
    buffer[at + 2] === 0x2f &&
    buffer[at + 6] === 0x2f &&
    buffer[at + 11] === COLON &&
    buffer[at + 14] === COLON &&
    buffer[at + 17] === COLON &&
    buffer[at + 20] === SPACE;
  return shaped ? at + 26 : -1;
}

/** `2026-01-01T08:00:00+08:00`, likewise. */
function walkTimeIso8601(buffer: Uint8Array, at: number, end: number): number {
  const shaped =
    at + 25 <= end &&
    buffer[at + 4] === 0x2d &&
    buffer[at + 7] === 0x2d &&
    buffer[at + 10] === 0x54 &&
    buffer[at + 13] === COLON &&
    buffer[at + 16] === COLON &&
    buffer[at + 22] === COLON;
  return shaped ? at + 25 : -1;
}
