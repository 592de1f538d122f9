import { periodEdges } from '../time/periods.ts';
import { wallDay } from '../time/wall-text.ts';
import { zoneClock } from '../time/zone-clock.ts';

/**
 * A month by the clocks of a zone, as instants (Unix seconds), with its days:
 *
 *     monthRange('2026-02', 'Asia/Shanghai')
 *     // { start: 1769875200, end: 1772294400, days: 28 days of 24 hours, ... }
 *
 * Where clocks change, a day has 23 or 25 hours. All zones since 1980 are whole five minutes from UTC, so that every
 * bucket lies in one day (src/time/periods.ts).
 */
export interface MonthRange {
  /** '2026-10' */
  readonly month: string;
  readonly timeZone: string;
  /** Half-open. */
  readonly start: number;
  readonly end: number;
  readonly days: readonly DayRange[];
}

export interface DayRange {
  /** '2026-10-01' */
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

/** From when zones are whole buckets from UTC, to what 32 bits of seconds hold. */
export const MONTH_PATTERN = '^(19[89]\\d|20\\d\\d|210[0-5])-(0[1-9]|1[0-2])$';
const MONTH = new RegExp(MONTH_PATTERN);

export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** The month must be one, and the zone a known one: RangeError. */
export function monthRange(month: string, timeZone: string): MonthRange {
  if (!isMonth(month)) throw new RangeError(`no month: ${month}`);
  const clock = zoneClock(timeZone);
  const [year, number] = month.split('-').map(Number);
  const start = clock.instant(Date.UTC(year!, number! - 1) / 1000);
  const end = clock.instant(Date.UTC(year!, number!) / 1000);
  const edges = periodEdges(clock, 1440, start, end);
  const days = edges
    .slice(0, -1)
    .map((edge, i) => ({ date: wallDay(clock.wall(edge)), start: edge, end: edges[i + 1]! }));
  return { month, timeZone, start, end, days };
}

/** The month that the clocks show: monthOf(1790784000, 'Asia/Shanghai') is '2026-10'. */
export function monthOf(instant: number, timeZone: string): string {
  return wallDay(zoneClock(timeZone).wall(instant)).slice(0, 7);
}
