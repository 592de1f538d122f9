import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changedRows } from '../../src/demo/changed-rows.ts';
import { DEMO_HOSTS, type DemoNode } from '../../src/demo/demo-hosts.ts';
import { GrowingLog } from '../../src/demo/growing-log.ts';
import { NodeFeed } from '../../src/demo/node-feed.ts';
import { Traffic } from '../../src/demo/traffic.ts';
import { compileFormat } from '../../src/format/compile.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import type { IngestBatch } from '../../src/ingest/batch.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import type { Send } from '../../src/ingest/ship-log.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { rowsOf } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';
import { temporaryFolder } from '../support/programs.ts';

const DAY = 86_400;
const MIDNIGHT = Date.UTC(2026, 5, 9, 16) / 1000; // in Shanghai
const NODE: DemoNode = { name: 'edge-1', share: 0.42, utcOffsetHours: 8 };
const program = compileFormat(resolveFormat('weir'), 'weir');
const hosts = DEMO_HOSTS.slice(0, 6);
const traffic = new Traffic(1, [NODE], hosts);

let folder: ReturnType<typeof temporaryFolder>;
let store: UsageStore;
let sent: IngestBatch[];
let isAway: boolean;

beforeEach(() => {
  folder = temporaryFolder('demo');
  store = memoryStore();
  sent = [];
  isAway = false;
});
afterEach(() => folder.dispose());

async function newFeed(start: number): Promise<NodeFeed> {
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY });
  const send: Send = async (packed) => {
    const batch = decodeBatch(gunzipSync(packed));
    if (isAway) throw new Error('the server is away');
    sent.push(batch);
    return receiver.receive(batch, (MIDNIGHT + 2 * DAY) * 1000);
  };
  const feed = new NodeFeed({ node: NODE, traffic, folder: folder.path, program, send }, start);
  await feed.open();
  return feed;
}

/** Bytes by bucket of every host: of the store, and of a meter that reads [from, to) in one go. */
async function storedBytes(): Promise<unknown> {
  const spans = hosts.map(({ host }) => ({ domain: host, start: MIDNIGHT - 5 * DAY, end: MIDNIGHT + 5 * DAY }));
  const { start, counters } = await store.buckets({ spans, step: 300, counters: ['bytes', 'requests'], merged: true });
  return { start: [...start], bytes: [...counters.bytes!], requests: [...counters.requests!] };
}

async function expectStored(from: number, to: number): Promise<void> {
  const stored = await storedBytes();
  const meter = new StreamMeter(program);
  for (const chunk of traffic.linesBetween('edge-1', from, to)) meter.push(chunk);
  const whole = meter.open()!;
  store = memoryStore();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY });
  const batch = { node: 'x', stream: meter.stream!, path: '', format: 'weir', meterHash: '0'.repeat(32) };
  await receiver.receive({ ...batch, segments: [{ ...whole, final: false }] }, (MIDNIGHT + 2 * DAY) * 1000);
  expect(stored).toEqual(await storedBytes());
}

const filesOf = () => readdirSync(join(folder.path, 'edge-1')).sort();
const fileText = (name: string) => {
  const bytes = readFileSync(join(folder.path, 'edge-1', name));
  return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
};
const textBetween = (from: number, to: number) =>
  Buffer.concat([...traffic.linesBetween('edge-1', from, to)]).toString('latin1');

describe('a demo node', () => {
  test('writes days that are over as gzip and today as it is, and has all of it stored', async () => {
    const [start, now] = [MIDNIGHT - 2 * DAY + 5000, MIDNIGHT + 3000];
    const feed = await newFeed(start);
    expect(feed.closedDays(now)).toBe(2);
    const first = await feed.closedDay();
    await feed.closedDay();
    const today = await feed.advance(now);
    expect(filesOf()).toEqual(['access.log', 'access.log-20260608.gz', 'access.log-20260609.gz']);
    expect(fileText('access.log-20260608.gz')).toBe(textBetween(start, MIDNIGHT - DAY));
    expect(fileText('access.log-20260609.gz')).toBe(textBetween(MIDNIGHT - DAY, MIDNIGHT));
    expect(fileText('access.log')).toBe(textBetween(MIDNIGHT, now));
    expect(first).toEqual({
      bytes: textBetween(start, MIDNIGHT - DAY).length,
      lines: textBetween(start, MIDNIGHT - DAY).split('\n').length - 1,
    });
    expect(today.bytes).toBe(textBetween(MIDNIGHT, now).length);
    await expectStored(start, now);
  });

  test('goes on in small steps and over midnight, and rotates', async () => {
    const start = MIDNIGHT - 600;
    const feed = await newFeed(start);
    for (let now = start; now <= MIDNIGHT + 600; now += 100) await feed.advance(now);
    expect(filesOf()).toEqual(['access.log', 'access.log-20260609.gz']);
    expect(fileText('access.log-20260609.gz')).toBe(textBetween(start, MIDNIGHT));
    await expectStored(start, MIDNIGHT + 600);
  });

  test('loses nothing while the server is away, even when a day ends meanwhile', async () => {
    const start = MIDNIGHT - 600;
    const feed = await newFeed(start);
    await feed.advance(start + 200);
    isAway = true;
    await expect(feed.advance(MIDNIGHT - 100)).rejects.toThrow('away');
    await expect(feed.advance(MIDNIGHT + 100)).rejects.toThrow('away');
    isAway = false;
    await feed.advance(MIDNIGHT + 300);
    expect(fileText('access.log-20260609.gz')).toBe(textBetween(start, MIDNIGHT));
    await expectStored(start, MIDNIGHT + 300);
  });

  test('sends only what changed since the last acknowledgement, and nothing when nothing is new', async () => {
    const feed = await newFeed(MIDNIGHT);
    await feed.advance(MIDNIGHT + 20 * 3600);
    await feed.advance(MIDNIGHT + 20 * 3600 + 60);
    await feed.advance(MIDNIGHT + 20 * 3600 + 60);
    expect(sent).toHaveLength(2);
    const [all, changed] = sent.map(({ segments }) => segments[0]!.rows.length) as [number, number];
    expect(all).toBeGreaterThan(1000);
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(all / 5);
  });

  test('writes no line twice when the clock is set back', async () => {
    const feed = await newFeed(MIDNIGHT);
    for (const now of [1000, 500, 1500]) await feed.advance(MIDNIGHT + now);
    expect(fileText('access.log')).toBe(textBetween(MIDNIGHT, MIDNIGHT + 1500));
  });
});

describe('changed rows', () => {
  const before = rowsOf([
    ['a.com', 60, { requests: 1n, bytes: 5n }],
    ['b.com', 60, { requests: 1n }],
  ]);

  test('are the new ones and those with another number', () => {
    const after = rowsOf([
      ['b.com', 60, { requests: 1n }],
      ['a.com', 60, { requests: 2n, bytes: 5n }],
      ['a.com', 120, { bytes: 1n }],
    ]);
    const changed = changedRows(before, after);
    const rows = Array.from({ length: changed.length }, (_, i) => [
      changed.domains[changed.domain[i]!],
      changed.minute[i],
      changed.counters.requests[i],
    ]);
    expect(rows).toEqual([
      ['a.com', 60, 2n],
      ['a.com', 120, 0n],
    ]);
  });

  test('are those whose estimate changed', () => {
    expect(changedRows(before, rowsOf([['a.com', 60, { requests: 1n, bytes: 5n }, 1]])).length).toBe(1);
  });

  test('are all of them where nothing was before', () => {
    expect(changedRows(undefined, before)).toBe(before);
  });
});

test('a log that holds no line yet sends nothing', async () => {
  const log = new GrowingLog(join(folder.path, 'empty.log'), 'edge-1', program, async () => {
    throw new Error('nothing should be sent');
  });
  await log.append([Buffer.from('')]);
  await log.ship();
  expect(sent).toEqual([]);
});
