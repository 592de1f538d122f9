import type { Counter, Series, UsageAnswer } from '../../api/types.ts';
import { peakIndex, percentile95, sum } from '../../series/percentile.ts';
import { peaksOf } from '../../series/roll-up.ts';

/** One period of everything that is chosen, summed over its domains, ready to draw. */
export interface Period {
  readonly starts: readonly number[];
  readonly end: number;
  readonly stepSeconds: number;
  readonly counters: Readonly<Record<Counter, readonly number[]>>;
  /** Bit/s. Above five minutes the peak of the five-minute values. */
  readonly bandwidth: readonly number[];
  readonly originBandwidth: readonly number[];
  /** The five-minute bandwidth that peak and percentile are taken of. */
  readonly five: { readonly starts: readonly number[]; readonly values: readonly number[] };
  readonly isEstimated: boolean;
}

const FIVE_MINUTES = 300;

/**
 * Puts an answer at the chosen step and, where that is not five minutes, one at five minutes together. Both are sums over
 * domains (group_by=none); `five` has at least bytes and origin_bytes.
 */
export function periodOf(answer: UsageAnswer, five: UsageAnswer): Period {
  const { step_seconds: stepSeconds, end } = answer;
  const series = answer.series[0]!;
  const fine = five.series[0]!;
  const fiveValues = rate(fine, 'bytes');
  const originFive = rate(fine, 'origin_bytes');
  const isFine = stepSeconds <= FIVE_MINUTES;
  const peaks = (values: readonly number[]) => peaksOf(fine.start, values, series.start);
  return {
    starts: series.start,
    end,
    stepSeconds,
    counters: series as unknown as Period['counters'],
    bandwidth: series.bandwidth_bps ?? (isFine ? bits(series.bytes!, stepSeconds) : peaks(fiveValues)),
    originBandwidth: isFine ? bits(series.origin_bytes!, stepSeconds) : peaks(originFive),
    five: { starts: fine.start, values: fiveValues },
    isEstimated: series.estimated ?? false,
  };
}

function rate(series: Series, counter: 'bytes' | 'origin_bytes'): readonly number[] {
  return (counter === 'bytes' && series.bandwidth_bps) || bits(series[counter]!, FIVE_MINUTES);
}

/** Rounded as the API rounds: half up. */
function bits(bytes: readonly number[], seconds: number): number[] {
  return bytes.map((count) => Math.floor((count * 8) / seconds + 0.5));
}

/** The numbers of the tiles: exact sums, and what bandwidth was. `now` in Unix seconds. */
export interface Summary {
  readonly totals: Readonly<Record<Counter, number>>;
  readonly peak: { readonly at: number; readonly value: number } | null;
  /** Of the five-minute points that have ended. */
  readonly p95: { readonly value: number; readonly points: number } | null;
}

export function summaryOf(period: Period, now: number): Summary {
  const { counters, five } = period;
  const names = Object.keys(counters).filter((name) => Array.isArray(counters[name as Counter])) as Counter[];
  const totals = Object.fromEntries(names.map((name) => [name, sum(counters[name])])) as Record<Counter, number>;
  const at = peakIndex(five.values);
  const ended = five.values.filter((_, i) => five.starts[i]! + FIVE_MINUTES <= now);
  const value = percentile95(ended);
  return {
    totals,
    peak: at < 0 ? null : { at: five.starts[at]!, value: five.values[at]! },
    p95: value === null ? null : { value, points: ended.length },
  };
}

/**
 * Both periods up to the same place: what has not ended yet is compared with nothing. The period before has as many buckets,
 * but where the clocks were changed.
 */
export function comparable(period: Period, before: Period, counter: Counter, now: number): readonly [number, number] {
  const ended = period.starts.filter((start) => start + period.stepSeconds <= now).length;
  return [sum(period.counters[counter].slice(0, ended)), sum(before.counters[counter].slice(0, ended))];
}

/** Whether the period before was metered at all: a month whose first half has no log is no month to compare with. */
export function isComparable(now: ArrayLike<number>, before: ArrayLike<number>): boolean {
  return 2 * active(before) >= active(now);
}

function active(activity: ArrayLike<number>): number {
  let buckets = 0;
  for (let i = 0; i < activity.length; i++) if (activity[i]! > 0) buckets++;
  return buckets;
}
