import { addCounts, type Count, maxCount } from '../usage/count.ts';
import type { TopStreams } from '../usage/live-query.ts';
import { LIVE_COUNTERS, type LiveCounter } from '../usage/live-rows.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { type Asker, spansOf } from './answer.ts';
import { countAt } from './roll-up.ts';

export interface TopStreamsQuestion {
  /** A canonical host name. */
  readonly domain: string;
  /** Unix seconds, half-open, multiples of 60. */
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

/** A stream with its sums over the range, and the most viewers that any minute of it had. */
export interface StreamTotals {
  readonly app: string;
  readonly stream: string;
  readonly counts: Readonly<Record<LiveCounter, Count>>;
}

// A domain that left and came back has several parts, whose top lists cannot be added up unless they are whole.
const EVERY_STREAM = 1_000_000;

/**
 * The streams of a domain that were played most in the time in which it is the asker's, by bytes, then by name:
 *
 *     { domain: 'play.live.com', start: 0, end: 3600, limit: 2 }
 *     -> [{ app: 'live', stream: 't1', counts: { play_bytes: 900, ... } }, { app: 'live', stream: 't2', ... }]
 */
export async function answerTopStreams(
  store: UsageStore,
  asker: Asker,
  { limit, ...question }: TopStreamsQuestion,
): Promise<StreamTotals[]> {
  const spans = spansOf(asker, question.domain, question);
  const parts: StreamTotals[][] = [];
  for (const span of spans) {
    const top = await store.topStreams({ ...span, limit: spans.length === 1 ? limit : EVERY_STREAM });
    parts.push(totalsOf(top));
  }
  return parts.length === 1 ? parts[0]! : merged(parts).sort(byBytes).slice(0, limit);
}

function totalsOf({ streams, counters }: TopStreams): StreamTotals[] {
  return streams.map(({ app, stream }, i) => {
    const counts = LIVE_COUNTERS.map((name) => [name, countAt(counters[name], i)]);
    return { app, stream, counts: Object.fromEntries(counts) as StreamTotals['counts'] };
  });
}

function merged(parts: readonly (readonly StreamTotals[])[]): StreamTotals[] {
  const streams = new Map<string, StreamTotals>();
  for (const one of parts.flat()) {
    const key = JSON.stringify([one.app, one.stream]);
    const known = streams.get(key);
    streams.set(key, known ? { ...one, counts: added(known.counts, one.counts) } : one);
  }
  return [...streams.values()];
}

function added(a: StreamTotals['counts'], b: StreamTotals['counts']): StreamTotals['counts'] {
  return {
    play_bytes: addCounts(a.play_bytes, b.play_bytes),
    publish_bytes: addCounts(a.publish_bytes, b.publish_bytes),
    play_requests: addCounts(a.play_requests, b.play_requests),
    peak_viewers: maxCount(a.peak_viewers, b.peak_viewers),
  };
}

function byBytes(a: StreamTotals, b: StreamTotals): number {
  const difference = BigInt(b.counts.play_bytes) - BigInt(a.counts.play_bytes);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return byCodeUnits(a.app, b.app) || byCodeUnits(a.stream, b.stream);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
