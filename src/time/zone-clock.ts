import { IANAZone } from 'luxon';

/**
 * What a zone's clocks show. An instant is in Unix seconds; a wall time is in "wall seconds": the Unix seconds at which
 * a clock in UTC would show the same. So a wall time is one integer, and its day starts at a multiple of 86,400.
 *
 *     const clock = zoneClock('Asia/Shanghai');      // UTC+8
 *     clock.wall(1_500_000_000)                      // 1_500_028_800, which in UTC reads 2017-07-14 10:40:00
 *     clock.instant(1_500_028_800)                   // 1_500_000_000
 *
 * The rule for wall times that a change of the clocks skips or repeats: the first instant at which the clocks show that
 * time or a later one. A skipped hour is the moment of the change, a repeated one the first of the two; nothing throws.
 */
export interface ZoneClock {
  /** Instant -> wall seconds. */
  wall(instant: number): number;
  /** Wall seconds -> the first instant at which the clocks show that time or a later one. */
  instant(wall: number): number;
}

const DAY = 86_400;
const clocks = new Map<string, ZoneClock>(); // as many as there are IANA names at most

/** The clock of an IANA zone. A name that is none is a broken invariant (the config was checked): RangeError. */
export function zoneClock(timeZone: string): ZoneClock {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = createClock(timeZone);
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** A stretch of time [start, end) in which the offset does not change. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

// Asking Intl for an offset takes microseconds, and an answer has thousands of labels: the pieces of each UTC day are
// kept. No zone changes its clocks twice within a UTC day.
const MAX_CACHED_DAYS = 4096; // eleven years of days; then the cache starts again

function createClock(timeZone: string): ZoneClock {
  const zone = IANAZone.create(timeZone);
  if (!zone.isValid) throw new RangeError(`no such time zone: ${timeZone}`);
  const days = new Map<number, readonly Piece[]>();
  const offsetAt = (instant: number): number => Math.round(zone.offset(instant * 1000) * 60);

  function piecesOf(day: number): readonly Piece[] {
    let pieces = days.get(day);
    if (!pieces) {
      if (days.size >= MAX_CACHED_DAYS) days.clear();
      pieces = piecesBetween(offsetAt, day * DAY, (day + 1) * DAY);
      days.set(day, pieces);
    }
    return pieces;
  }

  function wall(instant: number): number {
    const pieces = piecesOf(Math.floor(instant / DAY));
    return instant + (instant < pieces[0]!.end ? pieces[0]! : pieces[1]!).offset;
  }

  function instant(wallSeconds: number): number {
    const utcDay = Math.floor(wallSeconds / DAY);
    // no zone is a whole day away from UTC, so one of these three shows the time
    for (let day = utcDay - 1; day <= utcDay + 1; day++) {
      for (const { start, end, offset } of piecesOf(day)) {
        const shown = Math.max(start, wallSeconds - offset);
        if (shown < end) return shown;
      }
    }
    throw new RangeError(`no time that a calendar has: ${wallSeconds}`); // NaN, or 300,000 years away
  }

  return { wall, instant };
}

function piecesBetween(offsetAt: (instant: number) => number, start: number, end: number): Piece[] {
  const before = offsetAt(start);
  const after = offsetAt(end);
  if (before === after) return [{ start, end, offset: before }];
  let low = start; // still the old offset
  let high = end; // already the new one
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return [
    { start, end: high, offset: before },
    { start: high, end, offset: after },
  ];
}
