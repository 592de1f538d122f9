import fc from 'fast-check';
import { LIVE_COUNTERS, type LiveRows } from '../../src/usage/live-rows.ts';
import type { StoredSegment } from '../../src/usage/usage-store.ts';
import { bucketOf, type LiveFact } from './fake-live.ts';
import { MINUTE_0, storedSegment } from './stored-segments.ts';

/** A live server's segment: of several facts about a stream's minute the last counts. */
export function liveSegment(name: string, facts: readonly LiveFact[]): StoredSegment {
  const byKey = new Map(facts.map((fact) => [keyOf(fact), fact]));
  const kept = [...byKey.values()];
  const columns = LIVE_COUNTERS.map((counter) => [
    counter,
    BigUint64Array.from(kept, ({ counters }) => counters[counter] ?? 0n),
  ]);
  const live: LiveRows = {
    length: kept.length,
    places: kept.map(({ domain, app, stream }) => ({ domain, app, stream })),
    place: Uint32Array.from(kept, (_, i) => i),
    minute: Uint32Array.from(kept, ({ at }) => minuteOf(at)),
    counters: Object.fromEntries(columns) as LiveRows['counters'],
  };
  return { ...storedSegment(name, 10, usageOf(kept)), live };
}

/** What is stored of the facts of one segment, as a list again. */
export function storedFacts(facts: readonly LiveFact[]): LiveFact[] {
  return [...new Map(facts.map((fact) => [keyOf(fact), fact])).values()];
}

function keyOf({ domain, app, stream, at }: LiveFact): string {
  return JSON.stringify([domain, app, stream, minuteOf(at)]);
}

function minuteOf(at: number): number {
  return Math.floor(at / 60) * 60;
}

/** A domain's rows beside those of its streams, as a poller writes both. */
function usageOf(facts: readonly LiveFact[]) {
  const keys = new Map(facts.map(({ domain, at }) => [`${domain} ${minuteOf(at)}`, { domain, minute: minuteOf(at) }]));
  return [...keys.values()].map(({ domain, minute }) => {
    const mine = facts.filter((fact) => fact.domain === domain);
    const bytes = bucketOf(mine, 'play_bytes', minute, 60);
    return { domain, minute, bytes, requests: bucketOf(mine, 'play_requests', minute, 60) };
  });
}

/** Two hours from MINUTE_0, a few streams of a few domains; sums may pass 2^53. */
export function arbitraryFacts(domains: readonly string[]): fc.Arbitrary<LiveFact[]> {
  const upTo = (max: bigint) => fc.bigInt({ min: 0n, max });
  return fc.array(
    fc.record({
      domain: fc.constantFrom(...domains),
      app: fc.constantFrom('live', 'show', ''),
      stream: fc.constantFrom('t1', 'T1', '直播 "1"'),
      at: fc.integer({ min: MINUTE_0, max: MINUTE_0 + 7199 }),
      counters: fc.record({
        play_bytes: fc.oneof(upTo(10n ** 9n), upTo(2n ** 53n)),
        publish_bytes: upTo(10n ** 9n),
        play_requests: upTo(9n),
        peak_viewers: upTo(1000n),
      }),
    }),
    { maxLength: 60 },
  );
}
