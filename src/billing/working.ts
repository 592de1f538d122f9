import type { Count } from '../usage/count.ts';
import type { Terms } from './contract.ts';
import type { Fraction } from './fraction.ts';
import type { MethodName } from './method-names.ts';
import type { DayPoints } from './month-points.ts';

/** A rule of billing: which days it looks at, and what it makes of their points. */
export interface BillingMethod {
  readonly name: MethodName;
  /** Changes with every change of the rule, so that an old bill says by which one it was made. */
  readonly version: number;
  /** What `discarded` and `rank` count. */
  readonly ranks: 'points' | 'days';
  /** Averages over days leave out the day that is not over; other methods take what there is of it. */
  readonly finishedDaysOnly: boolean;
  /** Pure; the days are those that count by the terms, in order. */
  work(days: readonly DayPoints[], terms: Terms): Working;
}

/** How a method came to its number. */
export interface Working {
  /** What bills: bytes of five minutes, before the overhead; null where a method bills traffic and not bandwidth. */
  readonly pointBytes: Fraction | null;
  /** Points put aside, or days where the method ranks days. */
  readonly discarded: number;
  /** Place of what bills, from 1; null where an average bills, or nothing does. */
  readonly rank: number | null;
  /** START of the point that bills, Unix seconds; null likewise. */
  readonly at: number | null;
  /** What was found on each day, for methods that look at days. */
  readonly daily?: readonly DayWorking[];
}

export interface DayWorking {
  readonly date: string;
  readonly points: number;
  readonly discarded: number;
  readonly rank: number;
  readonly at: number;
  /** Bytes of the day's five minutes, before the overhead. */
  readonly pointBytes: Count;
  /** Whether the number that bills is made of this day. */
  readonly counts: boolean;
}

/** Days on which nothing was sent, or none at all: there is nothing to rank. */
export const NOTHING = { discarded: 0, rank: null, at: null } as const;
