import { beforeEach, describe, expect, test } from 'vitest';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf, type RowLiteral } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 0, 2) / 1; // Unix milliseconds
const MINUTE = Date.UTC(2026, 0, 1) / 1000;
const DAY = 86_400;

let store: UsageStore;
let receiver: Receiver;

async function open(): Promise<void> {
  receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY });
}

beforeEach(async () => {
  store = memoryStore();
  await open();
});

const row = (bytes: bigint, minute = MINUTE): RowLiteral => ['www.a.com', minute, { requests: 1n, bytes }];

async function storedBytes(): Promise<number[]> {
  const spans = [{ domain: 'www.a.com', start: MINUTE, end: MINUTE + 2 * DAY }];
  const { counters } = await store.buckets({ spans, step: 60, counters: ['bytes'], merged: false });
  return [...counters.bytes!].map(Number);
}

describe('the receiver', () => {
  test('acknowledges a re-send with the same words and changes nothing', async () => {
    const first = await receiver.receive(batchOf([row(10n)]), NOW);
    const again = await receiver.receive(batchOf([row(10n)]), NOW + 1000);
    expect(again.acknowledged).toEqual(first.acknowledged);
    expect([first.known, again.known]).toEqual([0, 1]);
    expect(await storedBytes()).toEqual([10]);
  });

  test('knows what was stored before a restart', async () => {
    await receiver.receive(batchOf([row(10n)]), NOW);
    await open();
    expect((await receiver.receive(batchOf([row(10n)]), NOW)).known).toBe(1);
  });

  test('takes a longer version and ignores a shorter one', async () => {
    await receiver.receive(batchOf([row(30n)], { bytes: 300, digest: 'c'.repeat(32) }), NOW);
    const shorter = await receiver.receive(batchOf([row(20n)], { bytes: 200, digest: 'b'.repeat(32) }), NOW);
    expect(shorter).toEqual({
      acknowledged: [{ index: 0, bytes: 300, future: 0, expired: 0, forgotten: 0 }],
      known: 1,
      twins: [],
    });
    await receiver.receive(batchOf([row(40n)], { bytes: 400, digest: 'd'.repeat(32) }), NOW);
    expect(await storedBytes()).toEqual([40]);
  });

  test.each<[string, IngestBatch, string]>([
    ['the same bytes with other numbers', batchOf([row(11n)], { digest: 'e'.repeat(32) }), 'edited'],
    ['another format', { ...batchOf([row(10n)]), meterHash: 'a'.repeat(32) }, 'format-changed'],
  ])('refuses %s and keeps what it has', async (_what, batch, code) => {
    await receiver.receive(batchOf([row(10n)]), NOW);
    const counted = { segment: 0, bytes: 1000 };
    await expect(receiver.receive(batch, NOW)).rejects.toMatchObject({ status: 409, code, counted });
    expect(await storedBytes()).toEqual([10]);
  });

  test('refuses more of a stream that was closed', async () => {
    await receiver.receive(batchOf([row(10n)], { final: true }), NOW);
    const longer = batchOf([row(12n)], { bytes: 1200, digest: 'f'.repeat(32) });
    await expect(receiver.receive(longer, NOW)).rejects.toMatchObject({
      ...{ status: 409, code: 'final' },
      counted: { segment: 0, bytes: 1000 },
    });
  });

  test('counts lines ahead of its clock, stores them once they are due, and never stores expired ones', async () => {
    const rows = [row(1n), row(2n, MINUTE + 3 * DAY), row(4n, MINUTE - 500 * DAY)];
    const ahead = await receiver.receive(batchOf(rows), NOW);
    expect(ahead.acknowledged).toEqual([{ index: 0, bytes: 1000, future: 1, expired: 1, forgotten: 0 }]);
    const due = await receiver.receive(batchOf(rows), NOW + 3 * DAY * 1000);
    expect(due.acknowledged).toEqual([{ index: 0, bytes: 1000, future: 0, expired: 1, forgotten: 0 }]);
    const spans = [{ domain: 'www.a.com', start: MINUTE - 600 * DAY, end: MINUTE + 10 * DAY }];
    const { counters } = await store.buckets({ spans, step: 60, counters: ['bytes'], merged: true });
    expect([...counters.bytes!]).toEqual([1, 2]);
  });

  test('remembers every day a segment touched, with the version that touched it last', async () => {
    await receiver.receive(batchOf([row(1n), row(1n, MINUTE + DAY)], { bytes: 100 }), NOW);
    await receiver.receive(batchOf([row(2n, MINUTE + DAY)], { bytes: 200, digest: 'b'.repeat(32) }), NOW);
    const [entry] = await store.ledger();
    expect([...entry!.days]).toEqual([
      [MINUTE / DAY, 100],
      [MINUTE / DAY + 1, 200],
    ]);
    expect([entry!.firstMinute, entry!.lastMinute]).toEqual([MINUTE, MINUTE + DAY]);
  });

  test('acknowledges nothing while the store is away', async () => {
    const working = store.put;
    store.put = () => Promise.reject(new StoreError('unavailable', 'disk full'));
    await expect(receiver.receive(batchOf([row(10n)]), NOW)).rejects.toMatchObject({ status: 503 });
    store.put = working;
    expect((await receiver.receive(batchOf([row(10n)]), NOW)).known).toBe(0);
  });
});
