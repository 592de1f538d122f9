import { countAt } from '../../query/roll-up.ts';
import type { UsageQuery, UsageSeries } from '../../query/usage-query.ts';
import type { Count } from '../../usage/count.ts';
import type { Counter } from '../../usage/counters.ts';
import { TextWriter } from '../../usage/text-writer.ts';
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

/** Writes one point of a series, which is no text of its own: thousands are written one after the other. */
export type WritePoint = (text: TextWriter, bucket: number) => void;

/** `[{"domain":"www.a.com","data":[POINT,...]},...]`, the shape that flow and origin_ratio share. */
export function renderPerDomain(
  { series, length }: UsageSeries,
  pointsOf: (series: UsageSeries['series'][number]) => WritePoint,
): Uint8Array {
  const text = new TextWriter();
  text.write('{"status":0,"msg":"成功","data":[');
  series.forEach((one, i) => {
    text.comma(i);
    text.write(`{"domain":${JSON.stringify(one.domain ?? '')},"data":[`);
    const writePoint = pointsOf(one);
    for (let bucket = 0; bucket < length; bucket++) {
      text.comma(bucket);
      writePoint(text, bucket);
    }
    text.write(']}');
  });
  text.write(']}');
  return text.take();
}
