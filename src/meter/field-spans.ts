import { ROLES, type Role } from '../format/program.ts';

/**
 * Where a line's captured fields lie: for each role a start and an end in some buffer, -1 where the line has none. Both
 * matchers (text, JSON) fill one and the interpretation reads it, so a value means the same wherever it came from.
 */
export type FieldSpans = Int32Array;

/** A role's place in the spans: start at 2 * slot, end at 2 * slot + 1. */
export function slotOf(role: Role): number {
  return ROLES.indexOf(role);
}

export function emptySpans(): FieldSpans {
  return new Int32Array(2 * ROLES.length).fill(-1);
}

/** Finds a line's fields. The returned matcher's `buffer` is what the spans point into. */
export interface LineMatcher {
  readonly spans: FieldSpans;
  readonly buffer: Uint8Array;
  /** false: the line has not the format's shape. */
  match(line: Uint8Array, start: number, end: number): boolean;
}
