import { countColumn } from '../usage/count.ts';
import type { LiveBuckets, LiveQuery, TopStreams, TopStreamsQuery } from '../usage/live-query.ts';
import { LIVE_COUNTERS } from '../usage/live-rows.ts';
import { type NativeAnswer, readNative, type TextRuns } from './native-read.ts';
import { NEWEST_ROWS } from './schema.ts';
import { instant, quoted } from './sql-text.ts';

/**
 * Live usage by stream. Viewers of a minute are added up over streams and nodes before the peak of a bucket is taken, so
 * there are two steps: minutes, then buckets.
 *
 *     SELECT toUInt32(toStartOfFiveMinutes(minute)) AS start, sum(sum_play_bytes), ..., max(sum_peak_viewers)
 *     FROM (SELECT minute, sum(play_bytes) AS sum_play_bytes, ... FROM live_segments FINAL WHERE ... GROUP BY minute)
 *     GROUP BY start ORDER BY start
 */
export function liveBucketsQuery({ step, ...query }: LiveQuery, limits: string): string {
  const start = step === 60 ? 'minute' : 'toStartOfFiveMinutes(minute)';
  return `SELECT toUInt32(${start}) AS start, ${TOTALS}
    FROM (SELECT minute, ${SUMS} FROM live_segments FINAL WHERE ${condition(query)} GROUP BY minute)
    GROUP BY start ORDER BY start SETTINGS ${NEWEST_ROWS}, ${limits}`;
}

export function topStreamsQuery({ limit, ...query }: TopStreamsQuery, limits: string): string {
  return `SELECT app, stream, ${TOTALS}
    FROM (SELECT app, stream, minute, ${SUMS} FROM live_segments FINAL WHERE ${condition(query)} GROUP BY app, stream, minute)
    GROUP BY app, stream HAVING total_play_bytes + total_publish_bytes + total_play_requests + total_peak_viewers > 0
    ORDER BY total_play_bytes DESC, app, stream LIMIT ${limit} SETTINGS ${NEWEST_ROWS}, ${limits}`;
}

export function liveBucketsAnswer(bytes: Uint8Array): LiveBuckets {
  const answer = readNative(bytes);
  return { length: answer.length, start: answer.uint32('start'), counters: countersOf(answer) };
}

export function topStreamsAnswer(bytes: Uint8Array): TopStreams {
  const answer = readNative(bytes);
  const apps = everyRow(answer.strings('app'));
  const streams = everyRow(answer.strings('stream')).map((stream, i) => ({ app: apps[i]!, stream }));
  return { length: answer.length, streams, counters: countersOf(answer) };
}

const SUMS = LIVE_COUNTERS.map((name) => `sum(${name}) AS sum_${name}`).join(', ');
const TOTALS = LIVE_COUNTERS.map((name) => {
  return `${name === 'peak_viewers' ? 'max' : 'sum'}(sum_${name}) AS total_${name}`;
}).join(', ');

function condition({ domain, app, stream, start, end }: Omit<LiveQuery, 'step'>): string {
  const names = Object.entries({ domain, app, stream }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const equal = names.map(([column, name]) => `${column} = ${quoted(name)}`);
  return [...equal, `minute >= ${instant(start)}`, `minute < ${instant(end)}`].join(' AND ');
}

function countersOf(answer: NativeAnswer): LiveBuckets['counters'] {
  const columns = LIVE_COUNTERS.map((name) => [name, countColumn(answer.uint64(`total_${name}`))]);
  return Object.fromEntries(columns) as LiveBuckets['counters'];
}

function everyRow({ values, ends }: TextRuns): string[] {
  return values.flatMap((value, i) => new Array<string>(ends[i]! - (ends[i - 1] ?? 0)).fill(value));
}
