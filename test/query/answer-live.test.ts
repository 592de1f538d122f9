import { describe, expect, test } from 'vitest';
import type { Asker } from '../../src/query/answer.ts';
import { answerLive } from '../../src/query/answer-live.ts';
import type { LiveUsageQuery } from '../../src/query/live-usage-query.ts';
import { MAX_LIVE_NAME } from '../../src/usage/live-rows.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import type { LiveFact } from '../support/fake-live.ts';
import { liveSegment } from '../support/live-facts.ts';
import { memoryStore } from '../support/memory-store.ts';
import { MINUTE_0 } from '../support/stored-segments.ts';

const HOST = 'play.live.com';
const LONG = 'x'.repeat(MAX_LIVE_NAME);

const fact = (minute: number, play_bytes: bigint, more: Partial<LiveFact> = {}): LiveFact => {
  return { domain: HOST, app: 'live', stream: 't1', at: MINUTE_0 + minute * 60, counters: { play_bytes }, ...more };
};

async function bytesOf(facts: readonly LiveFact[], asker: Asker, changes: Partial<LiveUsageQuery> = {}) {
  const store = memoryStore();
  await store.put([liveSegment('s', facts)]);
  const range = { start: MINUTE_0, end: MINUTE_0 + 900, step: 300 } as const;
  const query: LiveUsageQuery = { domains: [HOST], app: undefined, stream: undefined, ...range, ...changes };
  const { length, series } = await answerLive(store, asker, query);
  return { length, bytes: series.map(({ counters }) => counters.play_bytes) };
}

describe('an answer about streams', () => {
  test('fills every gap with zeros, also where nothing is known', async () => {
    const answer = await bytesOf([fact(5, 7n)], 'operator', { domains: ['no.com', HOST] });
    expect(answer).toEqual({ length: 3, bytes: [Float64Array.of(0, 0, 0), Float64Array.of(0, 7, 0)] });
  });

  test('has no buckets for an empty range', async () => {
    expect(await bytesOf([fact(0, 7n)], 'operator', { end: MINUTE_0 })).toEqual({
      length: 0,
      bytes: [new Float64Array()],
    });
  });

  test('joins the times in which a domain was an account’s own, in integers where one of them needs them', async () => {
    const own = { domains: [fakeClaim(HOST), fakeClaim(HOST, { from: MINUTE_0 + 600 })] };
    const acme = fakeAccount({ id: 'acme', ...own });
    const other = fakeAccount({ id: 'other', domains: [fakeClaim(HOST, { from: MINUTE_0 + 300 })] });
    const asker = { account: acme, accounts: fakeAccounts([acme, other]) };
    const { bytes } = await bytesOf([fact(0, 1n), fact(5, 2n), fact(10, 2n ** 60n + 1n)], asker);
    expect(bytes).toEqual([BigUint64Array.of(1n, 0n, 2n ** 60n + 1n)]);
  });

  test('finds names that were cut when they were stored', async () => {
    const facts = [fact(0, 1n, { app: LONG, stream: LONG }), fact(0, 2n, { app: LONG }), fact(0, 4n)];
    const { bytes } = await bytesOf(facts, 'operator', { app: `${LONG}yz`, stream: `${LONG}z` });
    expect(bytes).toEqual([Float64Array.of(1, 0, 0)]);
  });
});
