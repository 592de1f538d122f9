import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitLive } from '../../src/ingest/admit.ts';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { digestOf } from '../../src/meter/digest.ts';
import { LIVE_COUNTERS, type LiveCounter, type LiveRows } from '../../src/usage/live-rows.ts';
import { batchOf, rowsOf } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';

const MINUTE = 1_767_225_600;

type Plain = readonly [domain: string, app: string, stream: string, minute: number, ...counts: bigint[]];

function liveOf(plain: readonly Plain[]): LiveRows {
  const names = [...new Set(plain.map(([domain, app, stream]) => JSON.stringify([domain, app, stream])))];
  const column = (i: number) => BigUint64Array.from(plain, (row) => (row[4 + i] as bigint | undefined) ?? 0n);
  return {
    length: plain.length,
    places: names.map((name) => {
      const [domain, app, stream] = JSON.parse(name) as [string, string, string];
      return { domain, app, stream };
    }),
    place: Uint32Array.from(plain, ([domain, app, stream]) => names.indexOf(JSON.stringify([domain, app, stream]))),
    minute: Uint32Array.from(plain, ([, , , minute]) => minute),
    counters: Object.fromEntries(LIVE_COUNTERS.map((name, i) => [name, column(i)])) as Record<
      LiveCounter,
      BigUint64Array
    >,
  };
}

const withLive = (live: LiveRows): IngestBatch =>
  batchOf([['play.live.com', MINUTE, { requests: 1n, bytes: 5n }]], { live });
const one = liveOf([['play.live.com', 'live', 't1', MINUTE, 5n, 7n, 1n, 2n]]);

describe('rows by stream on the wire', () => {
  test('what is encoded is decoded, whatever streams are called', () => {
    const count = fc.bigInt({ min: 0n, max: 2n ** 60n - 1n });
    const row = fc.tuple(
      fc.constantFrom('play.live.com', 'b.com'),
      fc.string({ maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.integer({ min: 1, max: 2 ** 26 }).map((minute) => minute * 60),
      ...LIVE_COUNTERS.map(() => count),
    );
    const rows = fc.uniqueArray(row, { selector: (values) => JSON.stringify(values.slice(0, 4)), maxLength: 20 });
    fc.assert(
      fc.property(rows, (plain) => {
        const batch = withLive(liveOf(plain as unknown as Plain[]));
        expect(decodeBatch(encodeBatch(batch))).toEqual(batch);
      }),
    );
  });

  test('cut anywhere, they are refused', () => {
    const encoded = encodeBatch(withLive(one));
    for (let length = 0; length < encoded.length; length++) {
      expect(() => decodeBatch(encoded.subarray(0, length))).toThrow(/not a usable batch/);
    }
  });

  test.each([
    [
      'a domain in another spelling',
      { places: [{ domain: 'Play.Live.com', app: 'a', stream: 'b' }] },
      /has no canonical host name/,
    ],
    ['a place twice', { places: [...one.places, ...one.places] }, /names \["play.live.com","live","t1"\] twice/],
    [
      'a name without end',
      { places: [{ ...one.places[0]!, stream: 'x'.repeat(501) }] },
      /must not have more than 500 characters/,
    ],
    ['a place that is not there', { place: Uint32Array.of(1) }, /place index of row 0 is 1, at most 0/],
    [
      'an exabyte a minute',
      { counters: { ...one.counters, play_bytes: BigUint64Array.of(2n ** 60n) } },
      /row 0: its play_bytes are 2\^60 and more/,
    ],
  ] as [string, Partial<LiveRows>, RegExp][])('%s is refused', (_, change, message) => {
    expect(() => decodeBatch(encodeBatch(withLive({ ...one, ...change })))).toThrow(message);
  });

  test('a stream has a minute once', () => {
    const twice = liveOf([
      ['play.live.com', 'live', 't1', MINUTE, 1n],
      ['play.live.com', 'live', 't1', MINUTE, 2n],
    ]);
    expect(() => decodeBatch(encodeBatch(withLive(twice)))).toThrow(/has minute 1767225600 twice/);
  });
});

describe('the digest', () => {
  test('is of the rows by stream too, in any order; every name, minute and count makes another one', () => {
    const usage = rowsOf([]);
    const rows: Plain[] = [
      ['a.com', 'live', 't1', MINUTE, 1n, 2n, 3n, 4n],
      ['a.com', 'live', 't2', MINUTE, 1n, 2n, 3n, 4n],
    ];
    const digest = digestOf(usage, {}, liveOf(rows));
    expect(digestOf(usage, {}, liveOf(rows.toReversed()))).toBe(digest);
    const other: Plain[] = [
      ['b.com', 'live', 't1', MINUTE, 1n, 2n, 3n, 4n],
      ['a.com', 'l', 'ivet1', MINUTE, 1n, 2n, 3n, 4n],
      ['a.com', 'live', 't1', MINUTE + 60, 1n, 2n, 3n, 4n],
      ['a.com', 'live', 't1', MINUTE, 1n, 2n, 3n, 5n],
      ['a.com', 'live', 't1', MINUTE, 2n, 1n, 3n, 4n],
    ];
    const digests = other.map((row) => digestOf(usage, {}, liveOf([row, rows[1]!])));
    expect(new Set([digest, ...digests]).size).toBe(other.length + 1);
    expect(digestOf(usage, {}, liveOf([]))).toBe(digestOf(usage, {}));
  });
});

describe('the server', () => {
  const ASK = { domain: 'play.live.com', start: MINUTE, end: MINUTE + 86_400, step: 60 } as const;

  test('stores them with the domain rows, once, and takes a newer version', async () => {
    const store = memoryStore();
    const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
    const now = (MINUTE + 60) * 1000;
    await receiver.receive(withLive(one), now);
    expect((await receiver.receive(withLive(one), now)).known).toBe(1);
    expect([...(await store.liveBuckets(ASK)).counters.play_bytes]).toEqual([5]);
    const newer = liveOf([['play.live.com', 'live', 't1', MINUTE, 6n]]);
    await receiver.receive(
      batchOf([['play.live.com', MINUTE, { bytes: 6n }]], { live: newer, bytes: 2000, digest: 'f'.repeat(32) }),
      now,
    );
    expect([...(await store.liveBuckets(ASK)).counters.play_bytes]).toEqual([6]);
  });

  test('does not store what is ahead of its clock or before its retention, and zeros of what was removed', () => {
    const rows = liveOf([
      ['a.com', 'live', 'due', MINUTE, 1n],
      ['a.com', 'live', 'old', MINUTE - 86_400 * 10, 2n],
      ['a.com', 'live', 'ahead', MINUTE + 86_400 * 2, 3n],
      ['removed.com', 'live', 't1', MINUTE, 4n],
    ]);
    const rules = {
      now: MINUTE * 1000,
      retentionSeconds: 86_400,
      forgotten: (domain: string) => domain === 'removed.com',
    };
    const { length, places, place, counters } = admitLive(rows, rules);
    expect(Array.from({ length }, (_, i) => [places[place[i]!]!.stream, counters.play_bytes[i]])).toEqual([
      ['due', 1n],
      ['t1', 0n],
    ]);
  });
});
