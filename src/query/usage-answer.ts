import { addCounts, type Count, maxCount, scaled } from '../usage/count.ts';
import { TextWriter } from '../usage/text-writer.ts';
import { countAt, rollUp } from './roll-up.ts';
import { type Metric, STEP_SECONDS } from './usage-parameters.ts';
import type { DomainSeries, UsageSeries } from './usage-query.ts';
import type { UsageQuestion } from './usage-question.ts';
import { writeArray } from './write-array.ts';

/**
 * The JSON of `GET /weir/v1/usage`, its bytes, because counts may be larger than a JavaScript number:
 *
 *     {"start":0,"end":600,"step_seconds":300,"time_zone":"UTC",
 *      "series":[{"domain":"www.a.com","start":[0,300],"bytes":[17,0],"bandwidth_bps":[0,0]}]}
 *
 * Traffic and counts of coarse buckets are sums, bandwidth is the peak of its five-minute values.
 */
export function renderUsage(question: UsageQuestion, usage: UsageSeries): Uint8Array {
  const { edges, metrics, step, timeZone } = question;
  const text = new TextWriter();
  const frame = `"start":${edges[0]},"end":${edges.at(-1)},"step_seconds":${STEP_SECONDS[step]}`;
  text.write(`{${frame},"time_zone":${JSON.stringify(timeZone)},"series":[`);
  usage.series.forEach((one, i) => {
    text.comma(i);
    text.write(`{"domain":${JSON.stringify(one.domain)}${one.estimated ? ',"estimated":true' : ''},`);
    writeArray(text, 'start', edges.length - 1, (bucket) => edges[bucket]!);
    for (const metric of metrics) {
      text.write(',');
      writeArray(text, metric, edges.length - 1, valuesOf(question, usage, one, metric));
    }
    text.write('}');
  });
  text.write(']}');
  return text.take();
}

function valuesOf(
  { edges, step }: UsageQuestion,
  frame: UsageSeries,
  { counters }: DomainSeries,
  metric: Metric,
): (bucket: number) => Count {
  const isRate = metric === 'bandwidth_bps';
  const column = counters[isRate ? 'bytes' : metric]!;
  const isFine = step === '1m' || step === '5m';
  const sums = isFine ? undefined : rollUp(frame, column, edges, isRate ? maxCount : addCounts);
  const valueAt = sums ? (bucket: number) => sums[bucket]! : (bucket: number) => countAt(column, bucket);
  return isRate ? (bucket) => scaled(valueAt(bucket), 8, frame.step) : valueAt;
}
