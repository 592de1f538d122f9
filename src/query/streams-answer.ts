import { addCounts, maxCount, scaled } from '../usage/count.ts';
import type { LiveCounter } from '../usage/live-rows.ts';
import { TextWriter } from '../usage/text-writer.ts';
import type { LiveUsageSeries } from './live-usage-query.ts';
import { rollUp } from './roll-up.ts';
import type { StreamSeriesQuestion } from './streams-question.ts';
import type { StreamTotals, TopStreamsQuestion } from './top-streams.ts';
import { STEP_SECONDS } from './usage-parameters.ts';
import { writeArray } from './write-array.ts';

/** What answers call the counters: the two that a domain has too have its names. */
const NAMES: Readonly<Record<LiveCounter, string>> = {
  play_bytes: 'bytes',
  publish_bytes: 'publish_bytes',
  play_requests: 'requests',
  peak_viewers: 'peak_viewers',
};
const COUNTERS = Object.entries(NAMES) as [LiveCounter, string][];

/**
 * The JSON of `GET /weir/v1/streams`, its bytes, because counts may be larger than a JavaScript number:
 *
 *     {"domain":"play.live.com","start":0,"end":3600,
 *      "streams":[{"app":"live","stream":"t1","bytes":900,"publish_bytes":90,"requests":3,"peak_viewers":2}]}
 */
export function renderTopStreams({ domain, start, end }: TopStreamsQuestion, top: readonly StreamTotals[]): Uint8Array {
  const text = new TextWriter();
  text.write(`{"domain":${JSON.stringify(domain)},"start":${start},"end":${end},"streams":[`);
  top.forEach(({ app, stream, counts }, i) => {
    text.comma(i);
    text.write(`{"app":${JSON.stringify(app)},"stream":${JSON.stringify(stream)}`);
    for (const [counter, name] of COUNTERS) {
      text.write(`,"${name}":`);
      text.count(counts[counter]);
    }
    text.write('}');
  });
  text.write(']}');
  return text.take();
}

/**
 * The same with a series: columns of equal length, labels = START. `app` and `stream` are null where all are meant.
 *
 *     {"domain":"play.live.com","app":"live","stream":null,"start":0,"end":600,"step_seconds":300,"time_zone":"UTC",
 *      "series":{"start":[0,300],"bytes":[900,0],...,"peak_viewers":[2,0],"bandwidth_bps":[24,0]}}
 *
 * Traffic and counts of coarse buckets are sums, viewers the most of its minutes, bandwidth the peak of its five-minute values.
 */
export function renderStreamSeries(question: StreamSeriesQuestion, live: LiveUsageSeries): Uint8Array {
  const { edges, step, timeZone, query } = question;
  const { counters } = live.series[0]!;
  const text = new TextWriter();
  const place = { domain: query.domains[0], app: query.app ?? null, stream: query.stream ?? null };
  const frame = { start: edges[0], end: edges.at(-1), step_seconds: STEP_SECONDS[step], time_zone: timeZone };
  text.write(`${JSON.stringify({ ...place, ...frame }).slice(0, -1)},"series":{`);
  writeArray(text, 'start', edges.length - 1, (bucket) => edges[bucket]!);
  for (const [counter, name] of COUNTERS) {
    const values = rollUp(live, counters[counter], edges, counter === 'peak_viewers' ? maxCount : addCounts);
    text.write(',');
    writeArray(text, name, values.length, (bucket) => values[bucket]!);
  }
  const peaks = rollUp(live, counters.play_bytes, edges, maxCount);
  text.write(',');
  writeArray(text, 'bandwidth_bps', peaks.length, (bucket) => scaled(peaks[bucket]!, 8, live.step));
  text.write('}}');
  return text.take();
}
