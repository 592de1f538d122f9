import type { ZoneClock } from './zone-clock.ts';

/**
 * Five minutes, an hour or a day by an account's clocks, as instants. Usage is stored in five-minute buckets of UTC;
 * every zone of today is a multiple of five minutes away from it, so an hour of Kathmandu (UTC+5:45) is twelve whole
 * buckets too. (Liberia's clocks were not, until 1972: there an hour starts with its first whole bucket.)
 *
 *     periodEdges(zoneClock('UTC'), 60, 3700, 7200)    // [3600, 7200]: the hours that intersect [3700, 7200)
 *
 * Where the clocks change, an hour starts whenever they show a full hour (the repeated hour is two hours), and a day
 * lasts from its first instant to the next day's: 23 or 25 hours.
 */
export type PeriodMinutes = 5 | 60 | 1440;

const BUCKET = 300;
const HOUR = 3600;
const DAY = 86_400;

/** Edges e0 < e1 < ... of the periods [e0, e1), [e1, e2), ... that intersect [from, to); [] when that is empty. */
export function periodEdges(clock: ZoneClock, period: PeriodMinutes, from: number, to: number): number[] {
  if (to <= from) return [];
  const { floor, next } = stepsOf(clock, period);
  const edges = [floor(from)];
  for (let edge = edges[0]!; edge < to; ) {
    edge = next(edge);
    edges.push(edge);
  }
  return edges;
}

interface Steps {
  /** The last edge at or before an instant. */
  floor(instant: number): number;
  /** The edge after an edge. */
  next(edge: number): number;
}

function stepsOf(clock: ZoneClock, period: PeriodMinutes): Steps {
  if (period === 5) return { floor: floorBucket, next: (edge) => edge + BUCKET };
  if (period === 60) {
    return {
      floor: (instant) => walkToFullHour(clock, floorBucket(instant), -BUCKET),
      next: (edge) => walkToFullHour(clock, edge + BUCKET, BUCKET),
    };
  }
  return {
    floor: (instant) => Math.min(dayEdge(clock, instant, 0), floorBucket(instant)),
    next: (edge) => dayEdge(clock, edge, 1),
  };
}

function floorBucket(instant: number): number {
  return Math.floor(instant / BUCKET) * BUCKET;
}

/** The first border at which the clocks begin an hour (show a full one, where they are whole buckets from UTC). */
function walkToFullHour(clock: ZoneClock, border: number, step: number): number {
  let at = border;
  while (secondsIntoHour(clock.wall(at)) >= BUCKET) at += step;
  return at;
}

function secondsIntoHour(wall: number): number {
  return wall - Math.floor(wall / HOUR) * HOUR;
}

/** The first border in the day that the clocks show at an instant, or in one after it. */
function dayEdge(clock: ZoneClock, instant: number, daysLater: number): number {
  const start = clock.instant((Math.floor(clock.wall(instant) / DAY) + daysLater) * DAY);
  return Math.ceil(start / BUCKET) * BUCKET;
}
