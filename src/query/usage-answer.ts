import { addCounts, type Count, type CountColumn, maxCount, scaled } from '../usage/count.ts';
import { countAt, rollUp } from './roll-up.ts';
import type { DomainSeries, UsageSeries } from './usage-query.ts';
import { type Metric, STEP_SECONDS, type UsageQuestion } from './usage-question.ts';

/**
 * The JSON of `GET /weir/v1/usage`, written as text because counts may be larger than a JavaScript number:
 *
 *     {"start":0,"end":600,"step_seconds":300,"time_zone":"UTC",
 *      "series":[{"domain":"www.a.com","start":[0,300],"bytes":[17,0],"bandwidth_bps":[0,0]}]}
 *
 * Traffic and counts of coarse buckets are sums, bandwidth is the peak of its five-minute values.
 */
export function renderUsage(question: UsageQuestion, series: UsageSeries): string {
  const { edges, step, timeZone } = question;
  const starts = `"start":[${edges.slice(0, -1).join(',')}]`;
  const body = series.series.map((one) => renderSeries(question, series, one, starts)).join(',');
  const frame = `"start":${edges[0]},"end":${edges.at(-1)},"step_seconds":${STEP_SECONDS[step]}`;
  return `{${frame},"time_zone":${JSON.stringify(timeZone)},"series":[${body}]}`;
}

function renderSeries(question: UsageQuestion, frame: UsageSeries, series: DomainSeries, starts: string): string {
  const columns = question.metrics.map(
    (metric) => `"${metric}":[${values(question, frame, series, metric).join(',')}]`,
  );
  const estimated = series.estimated ? ['"estimated":true'] : [];
  return `{${[`"domain":${JSON.stringify(series.domain)}`, ...estimated, starts, ...columns].join(',')}}`;
}

function values({ step, edges }: UsageQuestion, frame: UsageSeries, series: DomainSeries, metric: Metric): Count[] {
  const column = series.counters[metric === 'bandwidth_bps' ? 'bytes' : metric]!;
  const isFine = step === '1m' || step === '5m';
  if (metric !== 'bandwidth_bps') return isFine ? allOf(column) : rollUp(frame, column, edges, addCounts);
  const bytes = isFine ? allOf(column) : rollUp(frame, column, edges, maxCount);
  return bytes.map((count) => scaled(count, 8, frame.step));
}

function allOf(column: CountColumn): Count[] {
  return Array.from({ length: column.length }, (_, i) => countAt(column, i));
}
