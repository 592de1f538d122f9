import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BucketQuery, BucketRows, DomainSpan } from '../../src/usage/buckets.ts';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import type { StoredSegment, UsageStore } from '../../src/usage/usage-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import { hexOf, MINUTE_0, type PlainRow, storedSegment } from '../support/stored-segments.ts';
import { anyHistory, HOSTILE_HOSTS } from './any-history.ts';
import { liveCases } from './live.suite.ts';
import { repairCases } from './repair.suite.ts';

/** A store for one test. `reopen` closes it and gives another over the same data. */
export interface OpenedStore {
  readonly store: UsageStore;
  reopen(): Promise<UsageStore>;
  dispose(): Promise<void>;
}

const DAY = 86_400;

/**
 * What every UsageStore promises (src/usage/usage-store.ts), told as cases. Run over each implementation:
 *
 *     usageStoreSuite('chdb', openInTemporaryFolder)
 */
export function usageStoreSuite(name: string, open: () => Promise<OpenedStore>): void {
  describe(name, () => {
    let opened: OpenedStore;
    let store: UsageStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    const put = (...segments: StoredSegment[]): Promise<void> => store.put(segments);

    describe('an empty store', () => {
      test('answers without rows, hosts or entries', async () => {
        expect(plain(await store.buckets(ask(['www.a.com'])))).toEqual([]);
        expect(await store.hosts({ start: MINUTE_0, end: MINUTE_0 + DAY })).toEqual([]);
        expect(await store.ledger()).toEqual([]);
        await store.ping();
      });

      test('still has the asked columns in its answer', async () => {
        const answer = await store.buckets(ask(['www.a.com'], { counters: ['bytes', 'requests'] }));
        expect(Object.keys(answer.counters)).toEqual(['bytes', 'requests']);
        expect(answer.counters.bytes).toEqual(new Float64Array(0));
      });

      test('takes a put of nothing, and of a segment without rows', async () => {
        await put();
        await put(storedSegment('s', 10, []));
        expect(await store.ledger()).toHaveLength(1);
      });

      test('answers a query without spans', async () => {
        expect(plain(await store.buckets(ask([])))).toEqual([]);
      });
    });

    describe('sums', () => {
      test('one row comes back as it is, every counter', async () => {
        const counts = Object.fromEntries(COUNTERS.map((counter, i) => [counter, i + 1])) as Record<Counter, number>;
        await put(storedSegment('s', 10, [{ domain: 'www.a.com', minute: MINUTE_0, ...counts }]));
        const [row] = plain(await store.buckets(ask(['www.a.com'], { counters: [...COUNTERS] })));
        expect(row).toEqual({ domain: 0, start: MINUTE_0, estimated: 0, ...counts });
      });

      test('only the asked counters are answered', async () => {
        await put(segmentOf('s', 10, { bytes: 5, requests: 1 }));
        const answer = await store.buckets(ask(['www.a.com'], { counters: ['requests'] }));
        expect(Object.keys(answer.counters)).toEqual(['requests']);
      });

      test('the minutes of five add up; the sixth is the next bucket', async () => {
        const rows = [0, 1, 2, 3, 4, 5].map((i) => ({
          domain: 'www.a.com',
          minute: MINUTE_0 + i * 60,
          bytes: 10 ** i,
        }));
        await put(storedSegment('s', 10, rows));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([11_111, 100_000]);
        expect(bytesOf(await store.buckets(ask(['www.a.com'], { step: 60 })))).toEqual(rows.map((row) => row.bytes));
      });

      test('segments and nodes add up', async () => {
        await put(segmentOf('s', 10, { bytes: 1 }), segmentOf('t', 10, { bytes: 20 }));
        await put(storedSegment('u', 9, [row({ bytes: 300 })], { node: 'edge-2' }));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([321]);
      });

      test('2^53 - 1 is a float, one more an integer of 64 bits', async () => {
        const limit = BigInt(Number.MAX_SAFE_INTEGER);
        await put(
          segmentOf('s', 10, { bytes: limit, hit_bytes: limit, requests: 3 }),
          segmentOf('t', 10, { bytes: 1n }),
        );
        const { counters } = await store.buckets(ask(['www.a.com'], { counters: ['bytes', 'hit_bytes', 'requests'] }));
        expect(counters.bytes).toEqual(new BigUint64Array([limit + 1n]));
        expect(counters.hit_bytes).toEqual(new Float64Array([Number.MAX_SAFE_INTEGER]));
        expect(counters.requests).toEqual(new Float64Array([3]));
      });

      test('sums near 2^64 are exact', async () => {
        const half = 2n ** 63n - 1n;
        await put(segmentOf('s', 10, { bytes: half }), segmentOf('t', 10, { bytes: half }));
        const { counters } = await store.buckets(ask(['www.a.com']));
        expect(counters.bytes).toEqual(new BigUint64Array([2n ** 64n - 2n]));
      });

      test('estimated is the OR of the rows, and of nothing else', async () => {
        const rows = [0, 60, 300].map((offset) => ({ ...row({ bytes: 1 }), minute: MINUTE_0 + offset }));
        await put(storedSegment('s', 10, [rows[0]!, { ...rows[1]!, estimated: true }, rows[2]!]));
        expect([...(await store.buckets(ask(['www.a.com']))).estimated]).toEqual([1, 0]);
        expect([...(await store.buckets(ask(['www.a.com'], { step: 60 }))).estimated]).toEqual([0, 1, 0]);
      });
    });

    describe('versions', () => {
      test('a higher version replaces, whole row', async () => {
        await put(segmentOf('s', 10, { bytes: 1, requests: 7, estimated: true }));
        await put(segmentOf('s', 11, { bytes: 2 }));
        const answer = await store.buckets(ask(['www.a.com'], { counters: ['bytes', 'requests'] }));
        expect(plain(answer)).toEqual([{ domain: 0, start: MINUTE_0, estimated: 0, bytes: 2, requests: 0 }]);
      });

      test('a lower version changes nothing, in rows and in the ledger', async () => {
        await put(segmentOf('s', 11, { bytes: 2 }));
        await put(segmentOf('s', 10, { bytes: 1 }));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([2]);
        expect((await store.ledger()).map((entry) => entry.bytes)).toEqual([11]);
      });

      test('the same again changes nothing', async () => {
        for (let i = 0; i < 3; i++) await put(segmentOf('s', 10, { bytes: 1 }));
        await put(segmentOf('s', 10, { bytes: 1 }), segmentOf('s', 10, { bytes: 1 }));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([1]);
        expect(await store.ledger()).toHaveLength(1);
      });

      test('a generation beats any number of bytes', async () => {
        await put(segmentOf('s', 2 ** 26, { bytes: 1 }));
        await put(storedSegment('s', 5, [row({ bytes: 2 })], { generation: 1 }));
        await put(segmentOf('s', 2 ** 26, { bytes: 1 }));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([2]);
        expect((await store.ledger())[0]).toMatchObject({ generation: 1, bytes: 5 });
      });

      test('rows that a later put does not name stay', async () => {
        await put(segmentOf('s', 10, { bytes: 1 }));
        await put(storedSegment('s', 20, [{ ...row({ bytes: 2 }), minute: MINUTE_0 + 300 }]));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([1, 2]);
      });

      test('versions of one segment in one put: the highest counts', async () => {
        await put(segmentOf('s', 12, { bytes: 3 }), segmentOf('s', 10, { bytes: 1 }), segmentOf('s', 11, { bytes: 2 }));
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([3]);
        expect((await store.ledger())[0]).toMatchObject({ bytes: 12 });
      });
    });

    describe('questions', () => {
      test('spans are clipped per domain, and numbered by the order asked', async () => {
        const at = (domain: string, i: number) => ({ domain, minute: MINUTE_0 + i * 300, bytes: 10 ** i });
        const names = ['www.b.com', 'www.a.com', 'www.c.com'];
        await put(
          storedSegment(
            's',
            10,
            names.flatMap((domain) => [0, 1, 2].map((i) => at(domain, i))),
          ),
        );
        const spans = [
          { domain: 'www.b.com', start: MINUTE_0 + 300, end: MINUTE_0 + 900 },
          { domain: 'www.c.com', start: MINUTE_0, end: MINUTE_0 },
          { domain: 'www.a.com', start: MINUTE_0, end: MINUTE_0 + 600 },
        ];
        const answer = await store.buckets(ask([], { spans }));
        expect([...answer.domain]).toEqual([0, 0, 2, 2]);
        expect(bytesOf(answer)).toEqual([10, 100, 1, 10]);
        const merged = await store.buckets(ask([], { spans, merged: true }));
        expect([...merged.domain]).toEqual([0, 0, 0]);
        expect(bytesOf(merged)).toEqual([1, 20, 100]);
      });

      test('a domain may have several spans', async () => {
        const rows = [0, 1, 2, 3].map((i) => ({ ...row({ bytes: 10 ** i }), minute: MINUTE_0 + i * 300 }));
        await put(storedSegment('s', 10, [...rows, { ...rows[0]!, domain: 'www.b.com' }]));
        const spans = [span('www.a.com', 0, 300), span('www.a.com', 600, 1200), span('www.b.com', 0, 300)];
        const answer = await store.buckets(ask([], { spans }));
        expect(bytesOf(answer)).toEqual([1, 100, 1000, 1]);
        expect(spans[answer.domain[2]!]!.domain).toBe('www.a.com');
        expect(bytesOf(await store.buckets(ask([], { spans, merged: true })))).toEqual([2, 100, 1000]);
      });

      test('merged sums over domains, exactly', async () => {
        const big = BigInt(Number.MAX_SAFE_INTEGER);
        await put(
          storedSegment(
            's',
            10,
            ['a', 'b', 'c'].map((domain) => ({ ...row({ bytes: big }), domain })),
          ),
        );
        const { counters, length } = await store.buckets(ask(['a', 'b'], { merged: true }));
        expect(length).toBe(1);
        expect(counters.bytes).toEqual(new BigUint64Array([2n * big]));
      });

      test('thousands of domains, some with ranges of their own, fit one question', async () => {
        const long = 'x'.repeat(200);
        const names = Array.from({ length: 3000 }, (_, i) => `${i}.${long}.example`);
        await put(
          storedSegment(
            's',
            10,
            names.map((domain, i) => ({ ...row({ bytes: i + 1 }), domain })),
          ),
        );
        const spans = names.map((domain, i) => span(domain, 0, 300 * (1 + (i % 150))));
        const answer = await store.buckets(ask([], { spans }));
        expect(bytesOf(answer)).toEqual(names.map((_, i) => i + 1));
        expect([...answer.domain]).toEqual(names.map((_, i) => i));
        expect(bytesOf(await store.buckets(ask([], { spans, merged: true })))).toEqual([(3000 * 3001) / 2]);
      });

      test('names that mean something to SQL, to files or to Unicode are just names', async () => {
        const rows = HOSTILE_HOSTS.map((domain, i) => ({ ...row({ bytes: i + 1, requests: 1 }), domain }));
        await put(storedSegment('s', 10, rows, { path: HOSTILE_HOSTS.join(' '), node: HOSTILE_HOSTS[0]! }));
        const answer = await store.buckets(ask(HOSTILE_HOSTS));
        expect(bytesOf(answer)).toEqual(rows.map((each) => each.bytes));
        for (const [i, host] of HOSTILE_HOSTS.entries()) {
          expect(bytesOf(await store.buckets(ask([host])))).toEqual([i + 1]);
          expect(await store.hosts({ start: MINUTE_0, end: MINUTE_0 + 60, suffixes: [host] })).toContain(host);
        }
        expect(await store.hosts({ start: MINUTE_0, end: MINUTE_0 + 60 })).toEqual([...HOSTILE_HOSTS].sort(byBytes));
      });

      test('what put acknowledged is in the next answer, whichever reader gives it', async () => {
        for (let i = 1; i <= 20; i++) {
          await put(segmentOf('s', i, { bytes: i }));
          const answers = await Promise.all([1, 2, 3].map(() => store.buckets(ask(['www.a.com']))));
          expect(answers.map(bytesOf)).toEqual([[i], [i], [i]]);
        }
      });

      test('answers during puts are a state that was put, and puts at the same time all arrive', async () => {
        await put(segmentOf('s', 1, { bytes: 1 }));
        const puts = Array.from({ length: 20 }, (_, i) => put(segmentOf('s', i + 2, { bytes: i + 2 })));
        let last = 1;
        for (let i = 0; i < 20; i++) {
          const [bytes] = bytesOf(await store.buckets(ask(['www.a.com'])));
          expect(bytes).toBeGreaterThanOrEqual(last);
          last = Number(bytes);
        }
        await Promise.all(puts);
        expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([21]);
      });

      test('a put may touch 150 days', async () => {
        const rows = Array.from({ length: 150 }, (_, i) => ({ ...row({ bytes: 1 }), minute: MINUTE_0 + i * DAY }));
        await put(storedSegment('s', 10, rows));
        expect(bytesOf(await store.buckets(ask([], { spans: [span('www.a.com', 0, 150 * DAY)] })))).toHaveLength(150);
        expect((await store.ledger())[0]!.days.size).toBe(150);
      });

      test('a day starts at midnight UTC', async () => {
        const day = Math.floor(MINUTE_0 / DAY) * DAY;
        const rows = [day - 60, day, day + DAY - 60, day + DAY].map((minute) => ({ ...row({ bytes: 1 }), minute }));
        await put(storedSegment('s', 10, rows));
        const spans = [{ domain: 'www.a.com', start: day, end: day + DAY }];
        expect([...(await store.buckets(ask([], { spans, step: 60 }))).start]).toEqual([day, day + DAY - 60]);
      });
    });

    describe('hosts', () => {
      const range = { start: MINUTE_0, end: MINUTE_0 + 300 };

      test('are those with a counter above 0 in the range', async () => {
        const at = (domain: string, more: Partial<PlainRow>): PlainRow => ({ domain, minute: MINUTE_0, ...more });
        await put(
          storedSegment('s', 10, [
            at('requests', { requests: 1 }),
            at('bytes', { bytes: 1 }),
            at('bytes', { minute: MINUTE_0 + 60 }),
            at('origin', { origin_bytes: 1 }),
            at('class', { status_5xx: 1 }),
            at('zeros', {}),
            at('early', { requests: 1, minute: MINUTE_0 - 60 }),
            at('late', { requests: 1, minute: MINUTE_0 + 300 }),
          ]),
        );
        expect(await store.hosts(range)).toEqual(['bytes', 'class', 'origin', 'requests']);
      });

      test('vanish when a newer version is all zeros', async () => {
        await put(segmentOf('s', 10, { requests: 1, bytes: 1 }));
        await put(segmentOf('s', 11, {}));
        expect(await store.hosts(range)).toEqual([]);
      });

      test('can be asked below suffixes', async () => {
        const names = ['b.com', 'x.b.com', 'y.x.b.com', 'xb.com', 'c.com', 'x.c.com'];
        await put(
          storedSegment(
            's',
            10,
            names.map((domain) => ({ ...row({ requests: 1 }), domain })),
          ),
        );
        expect(await store.hosts({ ...range, suffixes: ['.b.com'] })).toEqual(['x.b.com', 'y.x.b.com']);
        expect(await store.hosts({ ...range, suffixes: ['.x.b.com', '.c.com'] })).toEqual(['x.c.com', 'y.x.b.com']);
        expect(await store.hosts({ ...range, suffixes: [] })).toEqual([]);
      });
    });

    describe('the ledger', () => {
      test('gives back every field', async () => {
        const { entry, rows } = storedSegment('s', 2 ** 26, [row({ bytes: 1 })], FULL_ENTRY);
        await store.put([{ entry, rows }]);
        expect(await store.ledger()).toEqual([entry]);
      });

      test('has one entry a segment', async () => {
        const names = Array.from({ length: 500 }, (_, i) => `s${i}`);
        await put(...names.map((each) => storedSegment(each, 10, [])));
        await put(...names.map((each) => storedSegment(each, 20, [])));
        const entries = await store.ledger();
        expect(new Set(entries.map((entry) => entry.segment))).toEqual(new Set(names.map(hexOf)));
        expect(entries.map((entry) => entry.bytes)).toEqual(names.map(() => 20));
      });
    });

    liveCases(() => store);
    repairCases(
      () => store,
      async () => {
        store = await opened.reopen();
        return store;
      },
    );

    test('everything is there after closing and opening again', async () => {
      await put(storedSegment('s', 10, [row({ bytes: 3 })], FULL_ENTRY));
      const before = await store.ledger();
      store = await opened.reopen();
      expect(bytesOf(await store.buckets(ask(['www.a.com'])))).toEqual([3]);
      expect(await store.ledger()).toEqual(before);
    });

    test('any order and any repetition of any history gives what the model gives', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(anyHistory, async ({ puts, questions }) => {
          const model = memoryStore();
          const own = renamed(`round ${round++}`);
          for (const segments of puts) {
            await store.put(own.segments(segments));
            await model.put(own.segments(segments));
          }
          for (const question of questions) {
            const query = own.query(question);
            expect(plain(await store.buckets(query))).toEqual(plain(await model.buckets(query)));
            const hosts = { start: MINUTE_0, end: MINUTE_0 + 3 * DAY, suffixes: [own.suffix] };
            expect(await store.hosts(hosts)).toEqual(await model.hosts(hosts));
          }
        }),
        { numRuns: 25, seed: SEED },
      );
    });
  });
}

const SEED = Number(process.env.WEIR_SEED ?? Date.now() % 2 ** 31);

/** Keeps the rounds of a property apart in one store: names end in the round's own suffix. */
function renamed(round: string) {
  const suffix = `.${hexOf(round).slice(0, 8)}`;
  const segment = ({ entry, rows }: StoredSegment): StoredSegment => ({
    entry: { ...entry, segment: hexOf(entry.segment + round) },
    rows: { ...rows, domains: rows.domains.map((domain) => domain + suffix) },
  });
  return {
    suffix,
    segments: (all: readonly StoredSegment[]) => all.map(segment),
    query: (query: BucketQuery): BucketQuery => ({
      ...query,
      spans: query.spans.map((each) => ({ ...each, domain: each.domain + suffix })),
    }),
  };
}

const FULL_ENTRY = {
  node: "edge 'ü\\'",
  format: 'edge "json"',
  index: 4_000_000_000,
  generation: 2 ** 20,
  path: '/var/log/ä b/access.log.1\n\t',
  lines: 2 ** 40,
  rejects: { blank: 1, too_long: 2, future: 2 ** 33, expired: 4 },
  samples: [
    { reason: 'shape', offset: 0, line: '' },
    { reason: 'host', offset: 2 ** 45, line: '"\\\'\0\u{1f600} GET / HTTP' },
  ],
  unknownDurations: 5,
  final: true,
  replacing: true,
  firstMinute: MINUTE_0,
  lastMinute: 4_294_967_280,
  days: new Map([
    [20_454, 2 ** 52 + 1],
    [65_535, 1],
  ]),
  storedAt: 1_767_225_600_999,
} as const;

function row(more: Partial<PlainRow>): PlainRow {
  return { domain: 'www.a.com', minute: MINUTE_0, ...more };
}

function segmentOf(name: string, bytes: number, counts: Partial<PlainRow>): StoredSegment {
  return storedSegment(name, bytes, [row(counts)]);
}

function span(domain: string, from: number, to: number): DomainSpan {
  return { domain, start: MINUTE_0 + from, end: MINUTE_0 + to };
}

/** A question about an hour of some domains; bytes by five minutes unless told otherwise. */
function ask(domains: readonly string[], more: Partial<BucketQuery> = {}): BucketQuery {
  const spans = domains.map((domain) => span(domain, 0, 3600));
  return { spans, step: 300, counters: ['bytes'], merged: false, ...more };
}

function bytesOf(answer: BucketRows): (number | bigint)[] {
  return [...answer.counters.bytes!];
}

function plain(answer: BucketRows): Record<string, number | bigint>[] {
  return Array.from({ length: answer.length }, (_, i) => ({
    domain: answer.domain[i]!,
    start: answer.start[i]!,
    estimated: answer.estimated[i]!,
    ...Object.fromEntries(Object.entries(answer.counters).map(([name, column]) => [name, column[i]!])),
  }));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
