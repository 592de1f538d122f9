import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import type { IngestBatch, IngestSegment } from '../../src/ingest/batch.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import { COUNTERS } from '../../src/usage/counters.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { generateLog, LOG_FORMAT, Truth } from '../support/log-truth.ts';
import { memoryStore } from '../support/memory-store.ts';
import { createRandom, FUZZ_SCALE, type Random } from '../support/random.ts';

const START = Date.UTC(2026, 0, 1) / 1000;
const END = START + 3 * 3600;
const HOSTS = ['a.com', 'b.com', 'c.com'];
const program = compileFormat({ kind: 'nginx', text: LOG_FORMAT }, 'test');

/** What an agent may have on its way: every closed segment, and the open one as it was at many moments. */
function meterings(text: string, random: Random): { stream: string; segments: IngestSegment[] } {
  const meter = new StreamMeter(program, { segmentBytes: 2000 + random.below(20_000) });
  const bytes = Buffer.from(text);
  const segments: IngestSegment[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + random.below(5000);
    meter.push(bytes.subarray(at, at + size));
    at += size;
    const open = meter.open();
    for (const segment of [...meter.takeClosed(), ...(open ? [open] : [])]) segments.push({ ...segment, final: false });
  }
  return { stream: meter.stream!, segments };
}

/** A store that fails now and then, before or after it has written. */
function unreliable(store: UsageStore, random: Random): UsageStore {
  const put: UsageStore['put'] = async (segments) => {
    if (random.chance(0.2)) throw new StoreError('unavailable', 'the request never arrived');
    await store.put(segments);
    if (random.chance(0.2)) throw new StoreError('unavailable', 'the answer was lost');
  };
  return { ...store, put };
}

async function cells(store: UsageStore): Promise<Map<string, string>> {
  const spans = HOSTS.map((domain) => ({ domain, start: START - 86_400, end: END + 86_400 }));
  const rows = await store.buckets({ spans, step: 60, counters: COUNTERS, merged: false });
  const found = new Map<string, string>();
  for (let i = 0; i < rows.length; i++) {
    found.set(
      `${HOSTS[rows.domain[i]!]} ${rows.start[i]}`,
      COUNTERS.map((name) => String(rows.counters[name]![i])).join(' '),
    );
  }
  return found;
}

function expectedCells(truth: Truth): Map<string, string> {
  const found = new Map<string, string>();
  for (const [domain, minutes] of truth.domains) {
    for (const [minute, row] of minutes) {
      const values = COUNTERS.map((name) => String(row[name]));
      if (values.some((value) => value !== '0')) found.set(`${domain} ${minute}`, values.join(' '));
    }
  }
  return found;
}

test('any order, duplication, loss with retry and restarts of batches give the same store', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = createRandom(seed);
      const truth = new Truth();
      const text = generateLog({ seed, lines: 300, start: START, end: END, hosts: HOSTS }, truth);
      const { stream, segments } = meterings(text, random);
      const store = memoryStore();
      const flaky = unreliable(store, random);
      const newReceiver = async () =>
        new Receiver({ store: flaky, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
      let receiver = await newReceiver();
      const twice = [...segments, ...segments.filter(() => random.chance(0.3))];
      const deliver = async (segment: IngestSegment): Promise<void> => {
        const header = { node: 'edge-1', stream, path: 'log', format: 'test', meterHash: '0'.repeat(32) };
        const batch: IngestBatch = { ...header, segments: [segment] };
        if (random.chance(0.05)) receiver = await newReceiver(); // the server was restarted
        await receiver.receive(batch, END * 1000).catch((error) => {
          expect(error).toMatchObject({ status: 503 });
          return deliver(segment);
        });
      };
      const inTurn = random.shuffle(twice);
      while (inTurn.length > 0) await Promise.all(inTurn.splice(0, 1 + random.below(4)).map(deliver)); // some at once
      const found = await cells(store);
      for (const [key, value] of found) if (/^[0 ]+$/.test(value)) found.delete(key);
      expect(found).toEqual(expectedCells(truth));
    }),
    { numRuns: 25 * FUZZ_SCALE },
  );
});
