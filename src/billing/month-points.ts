import { addCounts, type Count, type CountColumn, toCount } from '../usage/count.ts';
import type { DayRange, MonthRange } from './month-range.ts';

/** What vendors bill by, in seconds: the bytes of five minutes are one point. */
export const POINT_SECONDS = 300;

/** A month's points, cut into its days, as far as they are known. */
export interface MonthPoints {
  readonly range: MonthRange;
  /** Points that start before it are in; Unix seconds. A month that is over ends it. */
  readonly asOf: number;
  /** The days that have begun by then. */
  readonly days: readonly DayPoints[];
}

export interface DayPoints extends DayRange {
  /** Bytes of each five minutes, summed over the domains; point i starts at start + 300 i. */
  readonly points: readonly Count[];
  /** Any byte was sent. */
  readonly isValid: boolean;
  /** No point of it is still to come. */
  readonly isOver: boolean;
}

/**
 * The five-minute buckets of [range.start, asOf), as answerUsage gives them, cut into days. Buckets that are not there,
 * or lie past `asOf`, are not made up: a month that is not over has the points that have ended.
 */
export function monthPoints(range: MonthRange, asOf: number, column: CountColumn): MonthPoints {
  const days = range.days.filter(({ start }) => start < asOf).map((day) => dayPoints(day, range, asOf, column));
  return { range, asOf, days };
}

/** What of a month can be billed at `now` (Unix milliseconds): up to the last five minutes that have ended. */
export function asOfNow({ start, end }: MonthRange, now: number): number {
  const ended = Math.floor(now / 1000 / POINT_SECONDS) * POINT_SECONDS;
  return Math.min(end, Math.max(start, ended));
}

function dayPoints(day: DayRange, range: MonthRange, asOf: number, column: CountColumn): DayPoints {
  const first = (day.start - range.start) / POINT_SECONDS;
  const last = (Math.min(day.end, asOf) - range.start) / POINT_SECONDS;
  const points = Array.from({ length: last - first }, (_, i) => countOf(column[first + i]!));
  return { ...day, points, isValid: points.some((bytes) => bytes > 0), isOver: day.end <= asOf };
}

function countOf(value: Count): Count {
  return typeof value === 'bigint' ? toCount(value) : value;
}

export function sumOf(days: readonly DayPoints[]): Count {
  return days.reduce<Count>((sum, { points }) => points.reduce(addCounts, sum), 0);
}

export function pointsIn(days: readonly DayPoints[]): number {
  return days.reduce((sum, { points }) => sum + points.length, 0);
}
