import { IANAZone } from 'luxon';
import type { DemoHost } from './demo-hosts.ts';
import { Dice, mix } from './random.ts';

/**
 * How busy a host is at a moment: 1 is its weekly mean, an evening is above 2, four in the morning about a quarter.
 *
 *     const busy = hostRhythm(host, seed, 7)
 *     busy(Date.UTC(2026, 0, 5, 13) / 60_000)     // 21:00 in Shanghai, in Unix minutes -> about 2
 *
 * Three things multiply: the hour of the day and the day of the week on the clocks of the host's visitors, and now and
 * then a burst: a release, a match, a link on a front page.
 */
export type Rhythm = (minute: number) => number;

const DAY = 1440;

export function hostRhythm(host: DemoHost, seed: number, index: number): Rhythm {
  const zone = IANAZone.create(host.timeZone);
  const offsets = new Map<number, number>(); // hour -> minutes ahead of UTC; asking a zone takes microseconds
  const bursts = new Map<number, Burst>();

  return (minute) => {
    const hour = Math.floor(minute / 60);
    const offset = remembered(offsets, hour, () => Math.round(zone.offset(hour * 3_600_000)));
    const wall = minute + offset;
    const day = Math.floor(wall / DAY);
    const burst = remembered(bursts, day, () => burstOf(mix(seed, index, day)));
    return DAY_CURVE[wall - day * DAY]! * weekdayFactor(day, host.weekend) * burstFactor(burst, wall - day * DAY);
  };
}

const MAX_REMEMBERED = 2048; // 85 days of hours; then it starts again

function remembered<T>(values: Map<number, T>, key: number, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  if (values.size >= MAX_REMEMBERED) values.clear();
  const made = make();
  values.set(key, made);
  return made;
}

// hour of the peak, its height over the night's floor, its width in hours
const PEAKS = [
  [21, 1, 2.3],
  [12.5, 0.45, 1.8],
  [16.5, 0.35, 2.5],
  [8.5, 0.25, 1.2],
] as const;
const NIGHT = 0.16;

/** A factor for every minute of a day; their mean is 1. */
const DAY_CURVE: Float64Array = normalized(Float64Array.from({ length: DAY }, (_, minute) => dayShape(minute / 60)));

function dayShape(hour: number): number {
  return PEAKS.reduce((sum, [peak, height, width]) => sum + height * bell(hoursApart(hour, peak) / width), NIGHT);
}

function bell(x: number): number {
  return Math.exp((-x * x) / 2);
}

function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b);
  return Math.min(apart, 24 - apart);
}

function normalized(curve: Float64Array): Float64Array {
  const mean = curve.reduce((sum, value) => sum + value, 0) / curve.length;
  return curve.map((value) => value / mean);
}

/** Unix day 0 was a Thursday. The mean over a week is 1. */
function weekdayFactor(day: number, weekend: number): number {
  const isWeekend = ((((day + 4) % 7) + 7) % 7) % 6 === 0; // 0 = Sunday, 6 = Saturday
  return (isWeekend ? weekend : 1) * (7 / (5 + 2 * weekend));
}

/** At most one a day: minutes of the day, and what it adds at its height. */
interface Burst {
  readonly middle: number;
  readonly width: number;
  readonly height: number;
}

function burstOf(seed: number): Burst {
  const dice = new Dice(seed);
  const height = dice.next() < 0.15 ? 0.6 + 1.6 * dice.next() : 0; // about one day a week
  return { middle: 9 * 60 + dice.below(13 * 60), width: 12 + dice.below(40), height };
}

function burstFactor({ middle, width, height }: Burst, minute: number): number {
  return height === 0 ? 1 : 1 + height * bell((minute - middle) / width);
}
