import { expect, test } from 'vitest';
import { BoundedAnswers } from '../../src/http/bounded-answers.ts';
import type { LiveUsageQuery } from '../../src/query/live-usage-query.ts';
import type { UsageQuery } from '../../src/query/usage-query.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { AnswerTooLarge } from '../../src/vendors/vendor.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';

const account = fakeAccount({ id: 'acme', domains: [fakeClaim('*.b.com')] });
const accounts = fakeAccounts([account]);
const DAY = 86_400;

/** An empty store with so many hosts that tells how many questions it is asked at a time. */
function watchedStore(hosts: number) {
  const seen = { now: 0, most: 0, all: 0 };
  const names = Array.from({ length: hosts }, (_, i) => `h${i}.b.com`);
  const store: UsageStore = {
    ...memoryStore(),
    hosts: async () => names,
    async buckets({ counters }) {
      seen.most = Math.max(seen.most, ++seen.now);
      seen.all++;
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.now--;
      const none = new Float64Array(0);
      const columns = Object.fromEntries(counters.map((name) => [name, none]));
      return {
        length: 0,
        domain: new Uint32Array(0),
        start: new Uint32Array(0),
        counters: columns,
        estimated: new Uint8Array(0),
      };
    },
  };
  return { store, seen, names };
}

const query = (domains: UsageQuery['domains'], days: number, merged = false): UsageQuery => ({
  domains,
  start: 0,
  end: days * DAY,
  step: 300,
  counters: ['bytes', 'hit_bytes'],
  merged,
});

test('large answers are made one after the other, small ones at once, whatever fails between them', async () => {
  const { store, seen, names } = watchedStore(100);
  const answers = new BoundedAnswers(store);
  const ask = (days: number) => answers.answer({ account, accounts }, query({ kind: 'named', names }, days));
  const hostless = {
    account,
    accounts: {
      ...accounts,
      spans: () => {
        throw new Error('broken');
      },
    },
  };
  const all = query({ kind: 'all' }, 20);
  const failing = answers.answer(hostless, all).catch((error: Error) => error.message);
  await Promise.all([ask(20), ask(20), answers.answer({ account, accounts }, all), ask(20)]);
  expect(await failing).toBe('broken');
  expect(seen).toMatchObject({ most: 1, all: 4 });
  await Promise.all([ask(1), ask(1), ask(1)]);
  expect(seen).toMatchObject({ most: 3, all: 7 });
});

test('an answer is refused by its size before the store is asked, named hosts and found ones alike', async () => {
  const { store, seen, names } = watchedStore(400);
  const answers = new BoundedAnswers(store);
  const ask = (domains: UsageQuery['domains'], days: number, merged = false) =>
    answers.answer({ account, accounts }, query(domains, days, merged));
  await expect(ask({ kind: 'named', names }, 31)).rejects.toThrow(AnswerTooLarge);
  await expect(ask({ kind: 'all' }, 31)).rejects.toThrow(/7142400 numbers, at most 7000000/);
  expect(seen.all).toBe(0);
  expect((await ask({ kind: 'named', names }, 30)).series).toHaveLength(400);
  expect((await ask({ kind: 'all' }, 31, true)).series).toHaveLength(1);
});

/** A store without streams that tells how many questions about them it is asked at a time. */
function watchedStreams() {
  const seen = { now: 0, most: 0, all: 0 };
  const plain = memoryStore();
  const store: UsageStore = {
    ...plain,
    async liveBuckets(asked) {
      seen.most = Math.max(seen.most, ++seen.now);
      seen.all++;
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.now--;
      return plain.liveBuckets(asked);
    },
  };
  return { store, seen };
}

const liveQuery = (domains: number, days: number): LiveUsageQuery => ({
  domains: Array.from({ length: domains }, (_, i) => `h${i}.b.com`),
  ...{ app: 'live', stream: undefined, start: 0, end: days * DAY, step: 300 },
});

test('large answers about streams are made one after the other too, small ones at once', async () => {
  const { store, seen } = watchedStreams();
  const answers = new BoundedAnswers(store);
  const ask = (days: number) => answers.answerLive({ account, accounts }, liveQuery(1, days));
  await Promise.all([ask(500), ask(500), ask(500)]);
  expect(seen).toMatchObject({ most: 1, all: 3 });
  await Promise.all([ask(1), ask(1), ask(1)]);
  expect(seen).toMatchObject({ most: 3, all: 6 });
});

test('a question about streams is refused by its size, and by its domains, before the store is asked', async () => {
  const { store, seen } = watchedStreams();
  const ask = (domains: number, days: number) =>
    new BoundedAnswers(store).answerLive({ account, accounts }, liveQuery(domains, days));
  await expect(ask(1, 6077)).rejects.toThrow(/7000704 numbers, at most 7000000/);
  await expect(ask(101, 1)).rejects.toThrow(/101 live domains are asked for, at most 100/);
  expect(seen.all).toBe(0);
  expect((await ask(100, 1)).series).toHaveLength(100);
});
