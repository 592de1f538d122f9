import { COUNTERS, type Counter } from '../../api/types.ts';
import type { Period } from './period.ts';

/**
 * The same period in fewer buckets, for a small chart: a month of five minutes on 500 pixels is a block of colour. Counts are
 * sums and bandwidth is the peak, as in the API. Buckets are `stepSeconds` long; the first may be a part of one.
 */
export function coarser(period: Period, stepSeconds: number): Period {
  const { starts, counters, bandwidth, originBandwidth } = period;
  const firsts = starts.flatMap((start, i) => (i === 0 || bucketOf(start) !== bucketOf(starts[i - 1]!) ? [i] : []));
  const fold = (values: readonly number[], join: (a: number, b: number) => number) =>
    firsts.map((first, k) => values.slice(first, firsts[k + 1] ?? starts.length).reduce(join));
  const add = (a: number, b: number) => a + b;
  const most = (a: number, b: number) => Math.max(a, b);
  const sums = Object.fromEntries(COUNTERS.map((name) => [name, fold(counters[name], add)])) as Record<
    Counter,
    number[]
  >;
  return {
    ...period,
    stepSeconds,
    starts: firsts.map((first) => starts[first]!),
    counters: sums,
    bandwidth: fold(bandwidth, most),
    originBandwidth: fold(originBandwidth, most),
  };

  function bucketOf(start: number): number {
    return Math.floor(start / stepSeconds);
  }
}

const MOST_BUCKETS = 800;

/** What suits a small chart: the period itself, or its hours. */
export function forSmallCharts(period: Period): Period {
  return period.starts.length > MOST_BUCKETS && period.stepSeconds < 3600 ? coarser(period, 3600) : period;
}
