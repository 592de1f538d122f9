import { countAt } from '../../query/roll-up.ts';
import type { UsageQuery, UsageSeries } from '../../query/usage-query.ts';
import type { Count } from '../../usage/count.ts';
import type { Counter } from '../../usage/counters.ts';
import type { JdParams } from './request.ts';

/** The question behind a request: the five-minute buckets whose ends are the labels. */
export function jdQuery({ domains, firstLabel, lastLabel }: JdParams, counters: readonly Counter[]): UsageQuery {
  const start = firstLabel - 300;
  return {
    domains: domains.length === 0 ? { kind: 'all' } : { kind: 'named', names: domains },
    start,
    end: Math.max(start, lastLabel),
    step: 300,
    counters,
    merged: domains.length === 0,
  };
}

/** The label of a series' bucket: its end, in Unix seconds. */
export function labelOf({ start, step }: UsageSeries, bucket: number): number {
  return start + (bucket + 1) * step;
}

/** Reads a counter of one series of an answer. */
export function readerOf(series: UsageSeries['series'][number], counter: Counter): (bucket: number) => Count {
  const column = series.counters[counter]!;
  return (bucket) => countAt(column, bucket);
}

/** `[{"domain":"www.a.com","data":[POINT,...]},...]`, the shape that flow and origin_ratio share. */
export function renderPerDomain(
  { series, length }: UsageSeries,
  pointsOf: (series: UsageSeries['series'][number]) => (bucket: number) => string,
): string {
  const domains = series.map((one) => {
    const points = joined(length, pointsOf(one));
    return `{"domain":${JSON.stringify(one.domain ?? '')},"data":[${points}]}`;
  });
  return `{"status":0,"msg":"成功","data":[${domains.join(',')}]}`;
}

const CHUNK = 256;

/**
 * Points with commas between them. Adding them up is the fastest way to a text, but one long sum would take twenty times
 * its memory until it is read: so they are added up in chunks.
 */
export function joined(length: number, pointOf: (bucket: number) => string): string {
  const chunks: string[] = [];
  for (let start = 0; start < length; start += CHUNK) {
    let chunk = pointOf(start);
    const end = Math.min(length, start + CHUNK);
    for (let bucket = start + 1; bucket < end; bucket++) chunk += `,${pointOf(bucket)}`;
    chunks.push(chunk);
  }
  return chunks.join(',');
}
