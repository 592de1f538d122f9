import type { Count } from './count.ts';

/** Stored rows of one host name: what a repair is about. */
export interface UsageSelection {
  readonly domain: string;
  /** Unix seconds, half-open, multiples of 60. */
  readonly start: number;
  readonly end: number;
  /** 32 hex digits each; absent = the rows of every segment. */
  readonly segments?: readonly string[];
}

export interface SelectionTotals {
  /** How many (minute, segment) have some counter above 0. */
  readonly rows: number;
  readonly requests: Count;
  readonly bytes: Count;
  /** The segments that have a row in the selection, be it of zeros; 32 hex digits, sorted. */
  readonly segments: readonly string[];
}
