import { addCounts, type Count } from '../usage/count.ts';
import type { Terms } from './contract.ts';
import { fraction, ZERO } from './fraction.ts';
import type { DayPoints } from './month-points.ts';
import { samplesOf } from './monthly-95.ts';
import { discardedOf, ranked } from './rank.ts';
import { type BillingMethod, type DayWorking, NOTHING, type Working } from './working.ts';

// Methods that find one value on each day first. A day's peak is its percentile 100: nothing is discarded.

/** The mean of the days' 95th percentiles: Tencent's day95, Alibaba Cloud's month_avg_day_95. */
export const daily95Average: BillingMethod = {
  name: 'daily-95-average',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: true,
  work: (days, terms) => averageOf(dailyWorkings(days, terms)),
};

/** The mean of the days' peaks: Tencent's monthMax, JD Cloud's fee type 3, Alibaba Cloud's month_avg_day_bandwidth. */
export const dailyPeakAverage: BillingMethod = {
  name: 'daily-peak-average',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: true,
  work: (days) => averageOf(dailyPeaks(days)),
};

const DISCARDED_DAYS = 3;

/**
 * The highest of the days' peaks that is left without the three highest: Alibaba Cloud's month_4th_day_bandwidth, JD
 * Cloud's fee type 4. With fewer than four days it is 0, as Alibaba Cloud says.
 */
export const fourthDailyPeak: BillingMethod = {
  name: 'fourth-daily-peak',
  version: 1,
  ranks: 'days',
  finishedDaysOnly: false,
  work: (days) => {
    const peaks = dailyPeaks(days);
    const fourth = ranked(valuesOf(peaks), DISCARDED_DAYS);
    if (!fourth) return { ...NOTHING, pointBytes: ZERO, daily: peaks.map(ignored) };
    const { value, at, discarded, rank } = fourth;
    const daily = peaks.map((day) => ({ ...day, counts: day.at === at }));
    return { pointBytes: fraction(BigInt(value)), discarded, rank, at, daily };
  },
};

const TOP_DAYS = 5;

/**
 * The mean of the five highest daily peaks: the monthly peak of Tencent Cloud's bandwidth packages. Its page says nothing
 * of months with fewer days: there the mean is that of the days there are.
 */
export const monthlyTop5: BillingMethod = {
  name: 'monthly-top-5',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: true,
  work: (days) => {
    const peaks = dailyPeaks(days);
    const descending = peaks.toSorted((a, b) =>
      a.pointBytes < b.pointBytes ? 1 : a.pointBytes > b.pointBytes ? -1 : 0,
    );
    const top = new Set(descending.slice(0, TOP_DAYS)); // of equal peaks the earlier: sorting keeps the days' order
    return averageOf(peaks.map((day) => (top.has(day) ? day : ignored(day))));
  },
};

/** The month's highest point. */
export const peak: BillingMethod = {
  name: 'peak',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: false,
  work: (days) => {
    const highest = ranked(samplesOf(days), 0);
    if (!highest) return { ...NOTHING, pointBytes: ZERO };
    const { value, ...found } = highest;
    return { pointBytes: fraction(BigInt(value)), discarded: found.discarded, rank: found.rank, at: found.at };
  },
};

const HIGHEST = { percentile: fraction(100n), rounding: 'floor' } as const;

function dailyPeaks(days: readonly DayPoints[]): DayWorking[] {
  return dailyWorkings(days, HIGHEST);
}

function dailyWorkings(days: readonly DayPoints[], terms: Pick<Terms, 'percentile' | 'rounding'>): DayWorking[] {
  return days.flatMap((day) => {
    const found = ranked(samplesOf([day]), discardedOf(day.points.length, terms));
    if (!found) return [];
    const { value, discarded, rank, at } = found;
    return [{ date: day.date, points: day.points.length, discarded, rank, at, pointBytes: value, counts: true }];
  });
}

/** Of the days that count. What was discarded was so on each day. */
function averageOf(daily: readonly DayWorking[]): Working {
  const counting = daily.filter((day) => day.counts);
  const sum = counting.reduce<Count>((total, { pointBytes }) => addCounts(total, pointBytes), 0);
  const pointBytes = counting.length === 0 ? ZERO : fraction(BigInt(sum), BigInt(counting.length));
  const discarded = daily.reduce((total, day) => total + day.discarded, 0);
  return { ...NOTHING, discarded, pointBytes, daily };
}

function valuesOf(daily: readonly DayWorking[]) {
  return daily.map(({ at, pointBytes }) => ({ at, value: pointBytes }));
}

function ignored(day: DayWorking): DayWorking {
  return { ...day, counts: false };
}
