import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DemoFeed, type FeedProgress } from '../../src/demo/demo-feed.ts';
import { createServer } from '../../src/http/server.ts';
import { SendError } from '../../src/ingest/client.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import { temporaryFolder } from '../support/programs.ts';
import { readDemoConfig } from './read-demo-config.ts';

// The feed against a server that really listens, with the demo's own config and a day instead of a month.

const NOW = Date.UTC(2026, 5, 9, 13, 7, 31);
let folder: ReturnType<typeof temporaryFolder>;
let store: UsageStore;
let app: ReturnType<typeof createServer>;
let server: string;

beforeEach(async () => {
  folder = temporaryFolder('demo-feed');
  store = memoryStore();
  const config = readDemoConfig();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
  app = createServer({ settings: () => config, store, receiver, vendors: [], clock: () => NOW });
  await app.listen({ host: '127.0.0.1', port: 0 });
  server = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await app.close();
  folder.dispose();
});

const linesStored = async () => (await store.ledger()).reduce((sum, { lines }) => sum + lines, 0);

describe('the demo feed', () => {
  test('fills the past, says how far it is, and then goes on until it is stopped', async () => {
    const feed = new DemoFeed({ folder: folder.path, server, pastDays: 1 }, NOW);
    const seen: FeedProgress[] = [];
    const done = await feed.fillPast(
      () => NOW,
      (progress) => seen.push(progress),
    );
    expect(seen.map(({ files }) => files)).toEqual([1, 2, 3, 4, 5, 6]); // of each node yesterday and today
    expect(done).toEqual(seen.at(-1));
    expect(done).toMatchObject({ files: 6, totalFiles: 6, totalBytes: done.bytes });
    expect(done.lines).toBeGreaterThan(20_000);
    expect(await linesStored()).toBe(done.lines);

    const stop = new AbortController();
    const errors: unknown[] = [];
    const later = NOW + 60_000;
    const going = feed.keepGoing(
      () => later,
      stop.signal,
      (error) => errors.push(error),
    );
    await expect.poll(linesStored, { timeout: 10_000 }).toBeGreaterThan(done.lines);
    stop.abort();
    await going;
    expect(errors).toEqual([]);
  });

  test('leaves the past alone once it is told to stop', async () => {
    const feed = new DemoFeed({ folder: folder.path, server, pastDays: 5 }, NOW);
    const stop = new AbortController();
    let files = 0;
    const filling = feed.fillPast(
      () => NOW,
      () => {
        files++;
        stop.abort();
      },
      stop.signal,
    );
    await expect(filling).rejects.toThrow('aborted');
    expect(files).toBe(1);
  });

  test('says it when the server does not take its token', async () => {
    const feed = new DemoFeed({ folder: folder.path, server, pastDays: 0.1, token: 'another' }, NOW);
    await expect(feed.fillPast(() => NOW)).rejects.toThrow(SendError);
  });
});
