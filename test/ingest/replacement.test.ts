import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { digestOf } from '../../src/meter/digest.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf, type RowLiteral, rowsOf } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';

const MINUTE = Date.UTC(2026, 0, 1) / 1000;
const NOW = (MINUTE + 86_400) * 1000;
const DAY = 86_400;
const HOSTS = ['a.com', 'b.com', 'c.com'];

let store: UsageStore;
let receiver: Receiver;

async function restart(): Promise<void> {
  receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY });
}

beforeEach(async () => {
  store = memoryStore();
  await restart();
});

/** A metering of segment `index`: what the rows say, under a format. */
function metering(
  rows: readonly RowLiteral[],
  more: Partial<IngestBatch> & { bytes?: number; index?: number } = {},
): IngestBatch {
  const { bytes = 1000, index = 0, ...header } = more;
  const digest = digestOf(rowsOf(rows), {});
  return { ...batchOf(rows, { bytes, index, digest }), ...header };
}

const row = (domain: string, bytes: number, minute = MINUTE): RowLiteral => [
  domain,
  minute,
  { requests: 1n, bytes: BigInt(bytes) },
];
const OTHER_FORMAT = 'e'.repeat(32);

/** Bytes by host and minute, without zeros. */
async function stored(): Promise<Record<string, number>> {
  const spans = HOSTS.map((domain) => ({ domain, start: MINUTE - DAY, end: MINUTE + DAY }));
  const { length, domain, start, counters } = await store.buckets({
    spans,
    step: 60,
    counters: ['bytes'],
    merged: false,
  });
  const rows = Array.from(
    { length },
    (_, i) => [`${HOSTS[domain[i]!]} +${start[i]! - MINUTE}`, Number(counters.bytes![i]!)] as const,
  );
  return Object.fromEntries(rows.filter(([, bytes]) => bytes > 0));
}

describe('a replacement', () => {
  const before = [row('a.com', 10), row('b.com', 20), row('b.com', 5, MINUTE + 60)];

  test('gives exactly the new numbers, also where hosts and minutes vanished', async () => {
    await receiver.receive(metering(before), NOW);
    const after = metering([row('a.com', 11), row('c.com', 7)], { replace: true });
    const { known } = await receiver.receive(after, NOW);
    expect(known).toBe(0);
    expect(await stored()).toEqual({ 'a.com +0': 11, 'c.com +0': 7 });
  });

  test('changes nothing when it comes again, before and after a restart', async () => {
    await receiver.receive(metering(before), NOW);
    const after = metering([row('a.com', 11)], { replace: true, meterHash: OTHER_FORMAT });
    await receiver.receive(after, NOW);
    expect((await receiver.receive(after, NOW)).known).toBe(1);
    await restart();
    expect((await receiver.receive(after, NOW)).known).toBe(1);
    expect((await receiver.receive({ ...after, replace: false }, NOW)).known).toBe(1);
    expect(await stored()).toEqual({ 'a.com +0': 11 });
  });

  test('may be shorter or longer than what it replaces, and grow afterwards', async () => {
    await receiver.receive(metering(before), NOW);
    await receiver.receive(metering([row('a.com', 1)], { replace: true, bytes: 400 }), NOW);
    expect(await stored()).toEqual({ 'a.com +0': 1 });
    await receiver.receive(metering([row('a.com', 3)], { bytes: 600 }), NOW);
    expect(await stored()).toEqual({ 'a.com +0': 3 });
    await receiver.receive(metering([row('b.com', 4)], { replace: true, bytes: 5000 }), NOW);
    expect(await stored()).toEqual({ 'b.com +0': 4 });
  });

  test('of a stream that is no longer reaches its old end takes the rest away', async () => {
    for (const index of [0, 1, 2])
      await receiver.receive(metering([row('a.com', 1 + index, MINUTE + 60 * index)], { index }), NOW);
    await receiver.receive(metering([row('a.com', 9)], { replace: true }), NOW);
    await receiver.receive({ ...metering([]), segments: [], replace: true, endsAfter: 1 }, NOW);
    expect(await stored()).toEqual({ 'a.com +0': 9 });
    await receiver.receive(metering([row('a.com', 2, MINUTE + 60)], { index: 1 }), NOW); // and it grew again
    expect(await stored()).toEqual({ 'a.com +0': 9, 'a.com +60': 2 });
  });

  test('that was interrupted is refused to anything but a replacement, which makes it good', async () => {
    for (const failing of [1, 2]) {
      store = memoryStore();
      await restart();
      await receiver.receive(metering(before), NOW);
      const put = store.put;
      let puts = 0;
      store.put = async (segments) => {
        puts++;
        if (puts > failing) throw new StoreError('unavailable', 'killed');
        // the second put writes rows and ledger; a kill in between leaves the rows alone
        await (puts === 2
          ? put(segments.map(({ entry, rows }) => ({ rows, entry: { ...entry, replacing: true } })))
          : put(segments));
        if (puts === failing && failing === 2) throw new StoreError('unavailable', 'killed');
      };
      await expect(receiver.receive(metering([row('c.com', 7)], { replace: true }), NOW)).rejects.toMatchObject({
        status: 503,
      });
      store.put = put;
      await restart();
      await expect(receiver.receive(metering(before), NOW)).rejects.toMatchObject({
        status: 409,
        code: 'replacement-unfinished',
        counted: { segment: 0 },
      });
      await receiver.receive(metering([row('b.com', 8)], { replace: true }), NOW); // even with other contents than at first
      expect(await stored()).toEqual({ 'b.com +0': 8 });
    }
  });

  test('leaves what is past the retention as it was', async () => {
    await receiver.receive(metering(before), NOW);
    const later = NOW + 400 * DAY * 1000;
    await receiver.receive(metering([row('c.com', 7)], { replace: true }), later);
    expect(await stored()).toEqual({ 'a.com +0': 10, 'b.com +0': 20, 'b.com +60': 5 });
  });

  test('after any sequence of meterings the store holds the last one', async () => {
    const rows = fc.uniqueArray(fc.tuple(fc.constantFrom(...HOSTS), fc.nat(3), fc.integer({ min: 1, max: 9 })), {
      selector: ([host, minute]) => `${host} ${minute}`,
      maxLength: 6,
    });
    const step = fc.record({
      rows,
      bytes: fc.integer({ min: 1, max: 9 }),
      format: fc.constantFrom('d', 'e'),
      restarts: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        store = memoryStore();
        await restart();
        for (const { rows: cells, bytes, format, restarts } of steps) {
          const literals = cells.map(([host, minute, count]) => row(host, count, MINUTE + minute * 60));
          await receiver.receive(metering(literals, { replace: true, bytes, meterHash: format.repeat(32) }), NOW);
          if (restarts) await restart();
        }
        const last = steps.at(-1)!.rows.map(([host, minute, count]) => [`${host} +${minute * 60}`, count] as const);
        expect(await stored()).toEqual(Object.fromEntries(last));
      }),
    );
  });
});

describe('double counts', () => {
  test('the same bytes under another node are named, not refused', async () => {
    await receiver.receive(metering([row('a.com', 1)]), NOW);
    const copy = { ...metering([row('a.com', 1)]), node: 'edge-2' };
    expect((await receiver.receive(copy, NOW)).twins).toEqual(['edge-1']);
    expect((await receiver.receive(copy, NOW)).twins).toEqual(['edge-1']);
    expect(await stored()).toEqual({ 'a.com +0': 2 });
  });
});

describe('what nodes and operators decide', () => {
  test('a renamed node keeps its segments, a retired one may not send', async () => {
    await receiver.receive(metering([row('a.com', 1)]), NOW);
    const rules = {
      identityOf: (node: string) => (node === 'new-name' ? 'edge-1' : node),
      isRetired: (node: string) => node === 'old',
      forgotten: () => (domain: string) => domain === 'b.com',
      wasForgotten: () => false,
    };
    receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY, rules });
    expect((await receiver.receive({ ...metering([row('a.com', 1)]), node: 'new-name' }, NOW)).known).toBe(1);
    await expect(receiver.receive({ ...metering([]), node: 'old' }, NOW)).rejects.toMatchObject({
      status: 403,
      code: 'retired',
    });
    const grown = metering([row('a.com', 2), row('b.com', 5)], { bytes: 2000 });
    expect((await receiver.receive(grown, NOW)).acknowledged).toMatchObject([{ forgotten: 1 }]);
    expect(await stored()).toEqual({ 'a.com +0': 2 });
  });
});

test('a late copy of a replacement that a sender made for its new format undoes nothing that came after it', async () => {
  await receiver.receive(metering([row('a.com', 5)]), NOW);
  const replacement = { replace: true, unlessSame: true, meterHash: OTHER_FORMAT };
  await receiver.receive(metering([row('b.com', 5)], { ...replacement, bytes: 1100 }), NOW);
  await receiver.receive(metering([row('b.com', 9)], { meterHash: OTHER_FORMAT, bytes: 1200 }), NOW);
  const late = await receiver.receive(metering([row('b.com', 5)], { ...replacement, bytes: 1100 }), NOW);
  expect(late).toMatchObject({ known: 1, acknowledged: [{ bytes: 1200 }] });
  expect(await stored()).toEqual({ 'b.com +0': 9 });
});
