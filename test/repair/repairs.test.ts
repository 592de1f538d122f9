import { beforeEach, describe, expect, test } from 'vitest';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { openRepairs, type Repairs } from '../../src/repair/repairs.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf, type RowLiteral } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = Date.UTC(2026, 0, 1) / 1000;
const OPS = { by: 'ops', at: NOW };

let store: UsageStore;
let receiver: Receiver;
let repairs: Repairs;

/** The server's parts, as at every start. */
async function start(): Promise<void> {
  const ledger = await Ledger.load(store);
  repairs = await openRepairs({ store, ledger, settled: () => receiver.settled() });
  receiver = new Receiver({ store, ledger, retentionSeconds: () => 400 * 86_400, rules: repairs.rules });
}

beforeEach(async () => {
  store = memoryStore();
  receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 0 });
  await start();
});

const row = (domain: string, minute: number, bytes: bigint): RowLiteral => [
  domain,
  MINUTE + 60 * minute,
  { requests: 1n, bytes },
];
const ROWS = [row('a.com', 0, 1n), row('a.com', 1, 20n), row('a.com', 2, 300n), row('b.com', 1, 4000n)];

const send = (batch: Partial<IngestBatch> = {}, rows = ROWS, bytes = 1000) =>
  receiver.receive({ ...batchOf(rows, { bytes, digest: String(bytes).padStart(32, '0') }), ...batch }, NOW);
const minutes = (from: number, to: number) => ({ from: MINUTE + 60 * from, to: MINUTE + 60 * to });

async function bytesOf(domain: string): Promise<number> {
  const spans = [{ domain, start: MINUTE, end: MINUTE + 3600 }];
  const { counters } = await store.buckets({ spans, step: 60, counters: ['bytes'], merged: true });
  return [...counters.bytes!].reduce<number>((sum, bytes) => sum + Number(bytes), 0);
}

describe('removing usage', () => {
  test('a preview says what would go and changes nothing', async () => {
    await send();
    const preview = await repairs.removals.preview({ domain: 'a.com', ...minutes(1, 3) });
    expect(preview).toEqual({ rows: 2, requests: 2, bytes: 320 });
    expect([await bytesOf('a.com'), repairs.removals.list()]).toEqual([321, []]);
  });

  test('takes what the scope says, and nothing else', async () => {
    await send();
    await send({ node: 'edge-2' });
    const scope = { domain: 'a.com', node: 'edge-1', ...minutes(1, 3) };
    const removal = await repairs.removals.remove(scope, 'test', OPS);
    expect(removal).toEqual({
      ...scope,
      ...OPS,
      id: removal.id,
      reason: 'test',
      removed: { rows: 2, requests: 2, bytes: 320 },
      applied: true,
    });
    expect([await bytesOf('a.com'), await bytesOf('b.com')]).toEqual([322, 8000]);
  });

  test('lasts: the same log, a grown one, another start, a replacement', async () => {
    await send();
    await repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS);
    await send();
    expect(await bytesOf('a.com')).toBe(301);
    const grown = await send({}, [...ROWS, row('a.com', 5, 50_000n)], 2000);
    expect(grown.acknowledged[0]).toMatchObject({ bytes: 2000, forgotten: 1 });
    expect(await bytesOf('a.com')).toBe(50_301);
    await start();
    await send({ replace: true }, [...ROWS, row('a.com', 5, 50_000n)], 2000);
    expect([await bytesOf('a.com'), await bytesOf('b.com')]).toEqual([50_301, 4000]);
  });

  test('by stream leaves the node’s other logs alone', async () => {
    await send();
    await send({ stream: 'a'.repeat(32) });
    await repairs.removals.remove({ domain: 'a.com', stream: 'a'.repeat(32), ...minutes(0, 9) }, 'test', OPS);
    expect(await bytesOf('a.com')).toBe(321);
    const unknown = repairs.removals.remove({ domain: 'a.com', stream: 'b'.repeat(32), ...minutes(0, 9) }, 'x', OPS);
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'unknown-stream' });
  });

  test('marks the day, so that who summed it up sees that it changed', async () => {
    await send();
    await repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS);
    expect((await store.ledger())[0]!.days).toEqual(new Map([[MINUTE / 86_400, 1001]]));
  });

  test('is not unmarked by lines of the same log that have become due', async () => {
    const log = batchOf([...ROWS, row('a.com', 4 * 1440, 7n)]);
    await receiver.receive(log, NOW);
    await repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS);
    const receipt = await receiver.receive(log, NOW + 4 * 86_400_000);
    expect(receipt).toMatchObject({ known: 0, acknowledged: [{ future: 0, forgotten: 1 }] });
    const [first, due] = [MINUTE / 86_400, MINUTE / 86_400 + 4];
    expect((await store.ledger())[0]!.days).toEqual(
      new Map([
        [first, 1002],
        [due, 1000],
      ]),
    );
  });

  test('that was written down and not carried out is carried out at the next start', async () => {
    await send();
    const { zeroRows } = store;
    store.zeroRows = () => Promise.reject(new StoreError('unavailable', 'killed'));
    const scope = { domain: 'a.com', ...minutes(1, 2) };
    await expect(repairs.removals.remove(scope, 'test', OPS)).rejects.toThrow('killed');
    expect(await bytesOf('a.com')).toBe(321);
    store.zeroRows = zeroRows;
    await start();
    expect(await bytesOf('a.com')).toBe(301);
    expect(repairs.removals.list()).toMatchObject([{ applied: true, removed: { rows: 1, requests: 1, bytes: 20 } }]);
  });

  test('that was carried out and not marked is marked at the next start', async () => {
    await send();
    const put = store.put;
    store.put = () => Promise.reject(new StoreError('unavailable', 'killed'));
    await expect(repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS)).rejects.toThrow();
    store.put = put;
    await start();
    expect((await store.ledger())[0]!.days).toEqual(new Map([[MINUTE / 86_400, 1001]]));
    expect(repairs.removals.list()).toMatchObject([{ applied: true, removed: { rows: 1, requests: 1, bytes: 20 } }]);
  });

  test('also takes what was admitted before and is still on its way', async () => {
    const put = store.put;
    store.put = async (segments) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return put(segments);
    };
    const sending = send();
    await repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS);
    await sending;
    expect(await bytesOf('a.com')).toBe(301);
  });

  test('can be undone: then a replacement brings the rows back, also after the log grew', async () => {
    await send();
    const { id } = await repairs.removals.remove({ domain: 'a.com', ...minutes(1, 2) }, 'test', OPS);
    const undone = await repairs.removals.undo(id, { by: 'chief', at: NOW + 1 });
    expect(undone).toMatchObject({ id, undone: { by: 'chief', at: NOW + 1 } });
    expect(await repairs.removals.undo(id, { by: 'late', at: NOW + 2 })).toEqual(undone);
    await send();
    expect(await bytesOf('a.com')).toBe(301);
    await send({}, [row('a.com', 5, 50_000n)], 2000); // what an agent sends: the rows that changed
    await start();
    await send({ replace: true }, [...ROWS, row('a.com', 5, 50_000n)], 2000);
    expect(await bytesOf('a.com')).toBe(50_321);
    await expect(repairs.removals.undo('nothing', OPS)).rejects.toMatchObject({ code: 'unknown-removal' });
  });

  test('may be said twice, and each is kept', async () => {
    await send();
    const scope = { domain: 'a.com', ...minutes(1, 2) };
    const [first, second] = [
      await repairs.removals.remove(scope, 'test', OPS),
      await repairs.removals.remove(scope, 'test', { ...OPS, at: NOW + 1000 }),
    ];
    expect(second.removed).toEqual({ rows: 0, requests: 0, bytes: 0 });
    await repairs.removals.undo(second.id, OPS);
    await send({ replace: true });
    expect(await bytesOf('a.com')).toBe(301); // the first holds
    await start();
    expect(repairs.removals.list().map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  test('keeps exact sums above 2^53 through a restart', async () => {
    await send({}, [row('a.com', 0, 2n ** 59n), row('a.com', 1, 3n)]);
    await repairs.removals.remove({ domain: 'a.com', ...minutes(0, 2) }, 'test', OPS);
    await start();
    expect(repairs.removals.list()[0]!.removed.bytes).toBe(2n ** 59n + 3n);
  });
});

describe('nodes', () => {
  const list = () => repairs.nodes.list().map(({ name, segments }) => [name, segments]);

  test('are those that ever sent', async () => {
    expect(repairs.nodes.list()).toEqual([]);
    await send({}, ROWS, 1000);
    await send({
      node: 'edge-2',
      segments: [{ ...batchOf([]).segments[0]!, rejects: { host: 2, blank: 1 }, lines: 9 }],
    });
    const [first, second] = repairs.nodes.list();
    expect(first).toEqual({
      ...{ identity: 'edge-1', name: 'edge-1', names: ['edge-1'], retired: false },
      ...{ streams: 1, segments: 1, lines: 4, rejects: {}, twins: new Map() },
      ...{ firstMinute: MINUTE, lastMinute: MINUTE + 120, lastStored: NOW },
    });
    expect(second).toMatchObject({ lines: 9, rejects: { host: 2, blank: 1 }, firstMinute: null, lastMinute: null });
  });

  test('have streams', async () => {
    await send({}, ROWS, 1000);
    await send({ stream: 'a'.repeat(32), path: '/other.log' });
    const streams = repairs.nodes
      .streams('edge-1')
      .map(({ stream, path, bytes, lines }) => ({ stream, path, bytes, lines }));
    expect(streams).toContainEqual({ stream: 'a'.repeat(32), path: '/other.log', bytes: 1000, lines: 4 });
    expect(streams).toHaveLength(2);
  });

  test('that sent the same bytes may count twice; idle ones are not suspected', async () => {
    await send();
    await send({ node: 'edge-2' });
    await send({ node: 'idle-1' }, [], 10);
    await send({ node: 'idle-2' }, [], 10);
    const twins = repairs.nodes.list().map(({ name, twins }) => [name, [...twins]]);
    expect(twins).toEqual([
      ['edge-1', [['edge-2', 1]]],
      ['edge-2', [['edge-1', 1]]],
      ['idle-1', []],
      ['idle-2', []],
    ]);
  });

  test('that were renamed go on where they were, under each of their names', async () => {
    await send();
    await repairs.nodes.rename('edge-1', 'paris-1');
    await repairs.nodes.rename('paris-1', 'paris-2');
    for (const node of ['edge-1', 'paris-1', 'paris-2']) expect((await send({ node })).known).toBe(1);
    await start();
    for (const node of ['edge-1', 'paris-1', 'paris-2']) expect((await send({ node })).known).toBe(1);
    expect([list(), await bytesOf('a.com')]).toEqual([[['paris-2', 1]], 321]);
    await repairs.nodes.rename('paris-2', 'edge-1');
    expect(list()).toEqual([['edge-1', 1]]);
  });

  test('cannot take a name that another one has or had', async () => {
    await send();
    await send({ node: 'edge-2' });
    await repairs.nodes.rename('edge-2', 'edge-3');
    for (const name of ['edge-2', 'edge-3']) {
      await expect(repairs.nodes.rename('edge-1', name)).rejects.toMatchObject({ status: 409, code: 'name-in-use' });
    }
    await expect(repairs.nodes.rename('edge-9', 'x')).rejects.toMatchObject({ status: 404, code: 'unknown-node' });
  });

  test('that are retired are refused under each name until they are not, and keep their usage', async () => {
    await send();
    await repairs.nodes.rename('edge-1', 'paris-1');
    await repairs.nodes.retire('edge-1');
    await start();
    for (const node of ['edge-1', 'paris-1']) {
      await expect(send({ node })).rejects.toMatchObject({ status: 403, code: 'retired' });
    }
    expect(repairs.nodes.list()).toMatchObject([{ retired: true }]);
    await repairs.nodes.unretire('paris-1');
    expect((await send()).known).toBe(1);
    expect(await bytesOf('a.com')).toBe(321);
  });

  test('a removal for a renamed node holds under each of its names', async () => {
    await send();
    await repairs.nodes.rename('edge-1', 'paris-1');
    const node = repairs.nodes.identityOf('paris-1');
    await repairs.removals.remove({ domain: 'a.com', node, ...minutes(0, 9) }, 'test', OPS);
    for (const name of ['edge-1', 'paris-1']) await send({ node: name }, ROWS, 2000);
    expect([await bytesOf('a.com'), await bytesOf('b.com')]).toEqual([0, 4000]);
  });
});
