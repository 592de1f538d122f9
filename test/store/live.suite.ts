import { describe, expect, test } from 'vitest';
import type { LiveBuckets, LiveQuery, TopStreams } from '../../src/usage/live-query.ts';
import { LIVE_COUNTERS, type LiveCounter, type LivePlace, type LiveRows } from '../../src/usage/live-rows.ts';
import type { StoredSegment, UsageStore } from '../../src/usage/usage-store.ts';
import { MINUTE_0, storedSegment } from '../support/stored-segments.ts';

type PlainLive = Partial<LivePlace> & { readonly minute?: number } & Partial<Record<LiveCounter, number>>;

/** A segment with rows by stream; domain, application, stream and minute have defaults. */
function segmentOf(
  name: string,
  version: number,
  plain: readonly PlainLive[],
  usage: Parameters<typeof storedSegment>[2] = [],
): StoredSegment {
  const places = plain.map(({ domain = 'play.live.com', app = 'live', stream = 't1' }) => ({ domain, app, stream }));
  const live: LiveRows = {
    length: plain.length,
    places,
    place: Uint32Array.from(plain, (_, i) => i),
    minute: Uint32Array.from(plain, ({ minute = MINUTE_0 }) => minute),
    counters: Object.fromEntries(
      LIVE_COUNTERS.map((counter) => [counter, BigUint64Array.from(plain, (row) => BigInt(row[counter] ?? 0))]),
    ) as LiveRows['counters'],
  };
  return { ...storedSegment(name, version, usage), live };
}

const ASK: LiveQuery = { domain: 'play.live.com', start: MINUTE_0, end: MINUTE_0 + 86_400, step: 300 };
const TOP = { domain: 'play.live.com', start: MINUTE_0, end: MINUTE_0 + 86_400, limit: 10 };

const rowsOf = ({ length, counters }: LiveBuckets | TopStreams) =>
  Array.from({ length }, (_, i) => LIVE_COUNTERS.map((name) => Number(counters[name][i])));

const series = (answer: LiveBuckets) => rowsOf(answer).map((row, i) => [answer.start[i]! - MINUTE_0, ...row]);
const top = (answer: TopStreams) =>
  rowsOf(answer).map((row, i) => [`${answer.streams[i]!.app}/${answer.streams[i]!.stream}`, ...row]);

/** What every UsageStore promises of live usage by stream. */
export function liveCases(store: () => UsageStore): void {
  describe('live usage by stream', () => {
    test('an empty store has no series and no streams', async () => {
      expect(series(await store().liveBuckets(ASK))).toEqual([]);
      expect(top(await store().topStreams(TOP))).toEqual([]);
    });

    test('minutes add up to buckets, and the viewers of a bucket are the most of its minutes', async () => {
      const minutes = [0, 1, 5].map((i) => ({
        minute: MINUTE_0 + 60 * i,
        play_bytes: 10 ** i,
        publish_bytes: 1,
        play_requests: 2,
        peak_viewers: 9 - i,
      }));
      await store().put([segmentOf('s', 10, minutes)]);
      expect(series(await store().liveBuckets(ASK))).toEqual([
        [0, 11, 2, 4, 9],
        [300, 100_000, 1, 2, 4],
      ]);
      expect(series(await store().liveBuckets({ ...ASK, step: 60 }))).toHaveLength(3);
    });

    test('viewers of one minute are added over streams and nodes before the peak is taken', async () => {
      await store().put([
        segmentOf('s', 10, [
          { peak_viewers: 5 },
          { stream: 't2', peak_viewers: 3 },
          { minute: MINUTE_0 + 60, peak_viewers: 7 },
        ]),
        segmentOf('other node', 10, [{ peak_viewers: 4 }]),
      ]);
      expect(series(await store().liveBuckets(ASK))).toEqual([[0, 0, 0, 0, 12]]);
      expect(series(await store().liveBuckets({ ...ASK, app: 'live', stream: 't1' }))).toEqual([[0, 0, 0, 0, 9]]);
    });

    test('a newer version of a row takes its place, an older one changes nothing', async () => {
      await store().put([segmentOf('s', 20, [{ play_bytes: 200, peak_viewers: 2 }])]);
      await store().put([segmentOf('s', 10, [{ play_bytes: 100, peak_viewers: 9 }])]);
      expect(series(await store().liveBuckets(ASK))).toEqual([[0, 200, 0, 0, 2]]);
      await store().put([segmentOf('s', 30, [{ play_bytes: 300 }])]);
      expect(series(await store().liveBuckets(ASK))).toEqual([[0, 300, 0, 0, 0]]);
    });

    test('an application and a stream are told apart, whatever they are called', async () => {
      const names = ['live', "o'neil\\", '中文', ''];
      const rows = names.flatMap((app, i) => names.map((stream, j) => ({ app, stream, play_bytes: 1 + 10 * i + j })));
      await store().put([segmentOf('s', 10, [...rows, { domain: 'other.com', play_bytes: 7 }])]);
      for (const [i, app] of names.entries()) {
        for (const [j, stream] of names.entries()) {
          expect(series(await store().liveBuckets({ ...ASK, app, stream }))).toEqual([[0, 1 + 10 * i + j, 0, 0, 0]]);
        }
        expect(series(await store().liveBuckets({ ...ASK, app }))).toEqual([[0, 4 * (1 + 10 * i) + 6, 0, 0, 0]]);
      }
    });

    test('the streams with the most bytes come first, equal ones by name, and no more than asked', async () => {
      await store().put([
        segmentOf('s', 10, [
          ...[
            { stream: 'b', play_bytes: 5 },
            { stream: 'a', play_bytes: 5 },
            { app: 'z', stream: 'c', play_bytes: 9, peak_viewers: 3 },
          ],
          ...[
            { stream: 'd', publish_bytes: 1 },
            { stream: 'zero' },
            { stream: 'late', minute: MINUTE_0 + 86_400, play_bytes: 99 },
          ],
        ]),
        segmentOf('t', 10, [{ stream: 'b', minute: MINUTE_0 + 60, play_bytes: 1 }]),
      ]);
      expect(top(await store().topStreams(TOP))).toEqual([
        ['z/c', 9, 0, 0, 3],
        ['live/b', 6, 0, 0, 0],
        ['live/a', 5, 0, 0, 0],
        ['live/d', 0, 1, 0, 0],
      ]);
      expect(top(await store().topStreams({ ...TOP, limit: 2 }))).toHaveLength(2);
    });

    test('rows of many days are stored by one put', async () => {
      const rows = Array.from({ length: 150 }, (_, day) => ({ minute: MINUTE_0 + 86_400 * day, play_bytes: 1 }));
      await store().put([segmentOf('s', 10, rows)]);
      expect(await store().liveBuckets({ ...ASK, end: MINUTE_0 + 86_400 * 150 })).toMatchObject({ length: 150 });
    });

    test('zeros in the place of a selection are zeros of its streams too', async () => {
      const usage = [{ domain: 'play.live.com', minute: MINUTE_0, bytes: 5 }];
      const rows = [
        { play_bytes: 5 },
        { stream: 'published only', minute: MINUTE_0 + 600, publish_bytes: 3 },
        { domain: 'other.com', play_bytes: 1 },
      ];
      await store().put([segmentOf('s', 10, rows, usage)]);
      await store().zeroRows({ domain: 'play.live.com', start: MINUTE_0, end: MINUTE_0 + 86_400 });
      expect(top(await store().topStreams(TOP))).toEqual([]);
      await store().put([segmentOf('s', 10, rows, usage)]);
      expect(top(await store().topStreams(TOP))).toEqual([]);
      expect(top(await store().topStreams({ ...TOP, domain: 'other.com' }))).toEqual([['live/t1', 1, 0, 0, 0]]);
    });
  });
}
