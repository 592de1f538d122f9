import type { MethodName } from '../../src/billing/method-names.ts';

/**
 * Bills by other means than the product's, for comparison: days come from Intl and not from src/time, a rank is found by
 * halving the range of values and not by sorting, and ratios are pairs of bigints that are never put in lowest terms.
 */
export interface ReferenceTerms {
  readonly percentile: Ratio;
  readonly rounding: 'floor' | 'ceil' | 'nearest';
  readonly days: 'valid' | 'all';
  readonly timeZone: string;
  readonly overhead: Ratio;
}

export type Ratio = readonly [numerator: bigint, denominator: bigint];

export interface ReferencePoint {
  readonly at: number;
  readonly bytes: bigint;
}

export interface ReferenceBill {
  readonly points: number;
  readonly validDays: number;
  readonly discarded: number;
  readonly rank: number | null;
  readonly at: number | null;
  readonly bandwidthBps: bigint | null;
  readonly bytes: bigint;
}

/** Every five minutes from three days before the month (of UTC) to three after, by the zone's own calendar. */
export function instantsOfMonth(month: string, timeZone: string): number[] {
  const [year, number] = month.split('-').map(Number);
  const [from, to] = [Date.UTC(year!, number! - 1, -2) / 1000, Date.UTC(year!, number!, 4) / 1000];
  const calendar = calendarOf(timeZone);
  const instants: number[] = [];
  for (let at = from; at < to; at += 300) if (calendar(at).startsWith(month)) instants.push(at);
  return instants;
}

const calendars = new Map<string, (at: number) => string>();

/** '2026-10-01 07:55' of an instant. */
export function calendarOf(timeZone: string): (at: number) => string {
  const known = calendars.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const texts = new Map<number, string>();
  const calendar = (at: number) => {
    const text = texts.get(at) ?? format.format(at * 1000);
    texts.set(at, text);
    return text;
  };
  calendars.set(timeZone, calendar);
  return calendar;
}

/** A month that is over. */
export function referenceBill(
  method: MethodName,
  points: readonly ReferencePoint[],
  terms: ReferenceTerms,
): ReferenceBill {
  const calendar = calendarOf(terms.timeZone);
  const byDay = new Map<string, ReferencePoint[]>();
  for (const point of points) {
    const date = calendar(point.at).slice(0, 10);
    byDay.set(date, [...(byDay.get(date) ?? []), point]);
  }
  const total = points.reduce((sum, { bytes }) => sum + bytes, 0n);
  const isUsed = (day: readonly ReferencePoint[]) => day.some(({ bytes }) => bytes !== 0n);
  const days = [...byDay.values()].filter((day) => terms.days === 'all' || isUsed(day));
  const found = byMethod(method, days, terms, calendar);
  return {
    points: days.flat().length,
    validDays: days.filter(isUsed).length,
    discarded: found.discarded,
    rank: found.rank,
    at: found.at,
    bandwidthBps:
      found.bytes && half([found.bytes[0] * 8n * terms.overhead[0], found.bytes[1] * 300n * terms.overhead[1]]),
    bytes: half([total * terms.overhead[0], terms.overhead[1]]),
  };
}

interface Found {
  readonly bytes: Ratio | null;
  readonly discarded: number;
  readonly rank: number | null;
  readonly at: number | null;
}

const NOTHING: Found = { bytes: [0n, 1n], discarded: 0, rank: null, at: null };

function byMethod(
  method: MethodName,
  days: readonly ReferencePoint[][],
  terms: ReferenceTerms,
  calendar: (at: number) => string,
): Found {
  if (method === 'traffic') return { ...NOTHING, bytes: null };
  if (method === 'monthly-95') return select(days.flat(), discard(days.flat().length, terms));
  if (method === 'peak') return select(days.flat(), 0);
  if (method === 'night-half-95') {
    const isNight = (at: number) => Number(calendar(at).slice(11, 13)) < 8;
    const doubled = days.flat().map(({ at, bytes }) => ({ at, bytes: isNight(at) ? bytes : 2n * bytes }));
    const found = select(doubled, discard(doubled.length, terms));
    return { ...found, bytes: [found.bytes![0], 2n] };
  }
  if (method === 'daily-95-average') return mean(days.map((day) => select(day, discard(day.length, terms))));
  const peaks = days.map((day) => select(day, 0));
  if (method === 'daily-peak-average') return mean(peaks);
  const heights = peaks.map(({ bytes, at }) => ({ at: at!, bytes: bytes![0] }));
  if (method === 'fourth-daily-peak') return heights.length < 4 ? NOTHING : select(heights, 3);
  const five = Array.from({ length: Math.min(5, heights.length) }, (_, i) => select(heights, i));
  return { ...mean(five), discarded: 0 };
}

function discard(count: number, { percentile: [numerator, denominator], rounding }: ReferenceTerms): number {
  const [share, whole] = [BigInt(count) * (100n * denominator - numerator), 100n * denominator];
  const floor = share / whole;
  const rest = share % whole;
  const up = rounding === 'ceil' ? rest > 0n : rounding === 'nearest' && 2n * rest >= whole;
  const discarded = Number(floor) + (up ? 1 : 0);
  return discarded >= count ? Math.max(0, count - 1) : discarded;
}

/** The largest value that more than `discarded` points reach. */
function select(points: readonly ReferencePoint[], discarded: number): Found {
  if (points.length <= discarded) return NOTHING;
  const reached = (value: bigint) => points.filter(({ bytes }) => bytes >= value).length > discarded;
  let [low, high] = [0n, 1n];
  while (reached(high)) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (reached(middle)) low = middle;
    else high = middle;
  }
  const at = points.find(({ bytes }) => bytes === low)!.at;
  return { bytes: [low, 1n], discarded, rank: discarded + 1, at };
}

function mean(daily: readonly Found[]): Found {
  if (daily.length === 0) return NOTHING;
  const sum = daily.reduce((total, { bytes }) => total + bytes![0], 0n);
  const discarded = daily.reduce((total, day) => total + day.discarded, 0);
  return { bytes: [sum, BigInt(daily.length)], discarded, rank: null, at: null };
}

/** Half up. */
function half([numerator, denominator]: Ratio): bigint {
  const floor = numerator / denominator;
  return 2n * (numerator % denominator) >= denominator ? floor + 1n : floor;
}
