import type { CountColumn } from '../usage/count.ts';
import type { LiveBuckets, LiveQuery } from '../usage/live-query.ts';
import { LIVE_COUNTERS, type LiveCounter, MAX_LIVE_NAME } from '../usage/live-rows.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { type Asker, spansOf } from './answer.ts';
import type { LiveDomainSeries, LiveUsageQuery, LiveUsageSeries } from './live-usage-query.ts';

/**
 * Answers a question about streams: reads the parts of the range in which each domain is the asker's, and fills the gaps
 * with zeros.
 *
 *     { domains: ['play.live.com'], app: 'live', stream: 't1', start: 0, end: 900, step: 300 }
 *     -> { start: 0, step: 300, length: 3, series: [{ domain: 'play.live.com', counters: { play_bytes: [0, 17, 0], ... } }] }
 *
 * As with answerUsage, a domain that the asker does not own gives zeros.
 */
export async function answerLive(store: UsageStore, asker: Asker, query: LiveUsageQuery): Promise<LiveUsageSeries> {
  const { start, step } = query;
  const length = Math.max(0, (query.end - start) / step);
  const series: LiveDomainSeries[] = [];
  for (const domain of query.domains) {
    const parts = length === 0 ? [] : await partsOf(store, asker, domain, query);
    const columns = LIVE_COUNTERS.map((name) => [name, dense({ start, step, length }, parts, name)]);
    series.push({ domain, counters: Object.fromEntries(columns) as LiveDomainSeries['counters'] });
  }
  return { start, step, length, series };
}

/** What is stored of the domain's streams, span by span of its ownership. */
async function partsOf(store: UsageStore, asker: Asker, domain: string, query: LiveUsageQuery): Promise<LiveBuckets[]> {
  const place = placeOf(query);
  const parts: LiveBuckets[] = [];
  for (const { start, end } of spansOf(asker, domain, query)) {
    parts.push(await store.liveBuckets({ domain, ...place, start, end, step: query.step }));
  }
  return parts;
}

/** Names are cut where they are stored, so a longer one is the one that it was cut to. */
function placeOf({ app, stream }: LiveUsageQuery): Pick<LiveQuery, 'app' | 'stream'> {
  return { app: app?.slice(0, MAX_LIVE_NAME), stream: stream?.slice(0, MAX_LIVE_NAME) };
}

type Frame = Pick<LiveUsageSeries, 'start' | 'step' | 'length'>;

/** Spreads one counter's buckets, of parts that do not overlap, over the frame. */
function dense({ start, step, length }: Frame, parts: readonly LiveBuckets[], name: LiveCounter): CountColumn {
  const isLarge = parts.some(({ counters }) => counters[name] instanceof BigUint64Array);
  const column = isLarge ? new BigUint64Array(length) : new Float64Array(length);
  for (const part of parts) {
    const source = part.counters[name];
    for (let i = 0; i < part.length; i++) {
      const bucket = (part.start[i]! - start) / step;
      if (column instanceof BigUint64Array) column[bucket] = BigInt(source[i]!);
      else column[bucket] = Number(source[i]!);
    }
  }
  return column;
}
