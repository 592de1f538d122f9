import { zoneClock } from '../time/zone-clock.ts';
import { addCounts } from '../usage/count.ts';
import type { Terms } from './contract.ts';
import { fraction, ZERO } from './fraction.ts';
import { type DayPoints, POINT_SECONDS } from './month-points.ts';
import { discardedOf, ranked, type Sample } from './rank.ts';
import { type BillingMethod, NOTHING, type Working } from './working.ts';

/**
 * The month's points in descending order, 5 % discarded, the next one bills (weir-contract section 5; Tencent's
 * GetMonthData, and the same words of Huawei Cloud, Baidu and Alibaba Cloud).
 */
export const monthly95: BillingMethod = {
  name: 'monthly-95',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: false,
  work: (days, terms) => percentileOf(samplesOf(days), terms, 1n),
};

/**
 * The same, where a point of the night is worth half: Alibaba Cloud's month_95_night_half, "50% off from 00:00 to 08:00".
 * The discount comes before the ranking, as its name says: what is ranked is what would be paid for. Values are doubled
 * so that they stay integers, and halved at the end.
 */
export const nightHalf95: BillingMethod = {
  name: 'night-half-95',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: false,
  work: (days, terms) => percentileOf(nightHalvedSamples(days, terms), terms, 2n),
};

/** A method's samples are this many times the bytes. */
export type Scale = 1n | 2n;

export function samplesOf(days: readonly DayPoints[]): Sample[] {
  return days.flatMap(({ start, points }) => points.map((value, i) => ({ at: start + i * POINT_SECONDS, value })));
}

const NIGHT_ENDS_SECONDS = 8 * 3600; // it begins at midnight, by the contract's clocks
const DAY_SECONDS = 86_400;

export function nightHalvedSamples(days: readonly DayPoints[], { timeZone }: Pick<Terms, 'timeZone'>): Sample[] {
  const clock = zoneClock(timeZone);
  const isNight = (at: number) => clock.wall(at) % DAY_SECONDS < NIGHT_ENDS_SECONDS;
  return samplesOf(days).map(({ at, value }) => ({ at, value: isNight(at) ? value : addCounts(value, value) }));
}

function percentileOf(samples: readonly Sample[], terms: Terms, scale: Scale): Working {
  const found = ranked(samples, discardedOf(samples.length, terms));
  if (!found) return { ...NOTHING, pointBytes: ZERO };
  const { discarded, rank, at, value } = found;
  return { pointBytes: fraction(BigInt(value), scale), discarded, rank, at };
}
