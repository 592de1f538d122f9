import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketStatements } from '../src/store/bucket-queries.ts';
import { openEmbeddedStore } from '../src/store/embedded-store.ts';
import { readNative } from '../src/store/native-read.ts';
import type { BucketQuery } from '../src/usage/buckets.ts';
import type { StoredSegment, UsageStore } from '../src/usage/usage-store.ts';
import { type Benchmark, type Cost, costOf, fixed, median, medianCosts, type Table } from './benchmark.ts';
import { daySegments, FILL_START, fillStore } from './fill-store.ts';

const DAY_SECONDS = 86_400;
const HOSTS = Array.from({ length: 1000 }, (_, i) => `host${i}.example.com`);

const writing: Benchmark = {
  name: 'store-put',
  question: `How fast do usage rows become durable in the embedded store? \`put\` takes columns and returns when rows and
ledger are synced; a day of 1,000 domains is 288,000 rows in 24 segments. Bytes a row are on disk after merging.`,
  run: (say) =>
    inStore(async (store, engine) => {
      const puts = [
        { name: '1 row', rows: 1, times: 50, make: (i: number) => [oneRow(i)] },
        {
          name: 'a day of 1,000 domains',
          rows: 288_000,
          times: 8,
          make: (i: number) => daySegments(HOSTS, dayStart(i)),
        },
      ];
      const rows: string[][] = [];
      for (const { name, rows: count, times, make } of puts) {
        const cost = await putCost(
          store,
          Array.from({ length: times }, (_, i) => make(i)),
        );
        rows.push([name, fixed(cost.wallMs), fixed(cost.cpuMs), thousands((count / cost.wallMs) * 1000)]);
        say(rows.at(-1)!.join(', '));
      }
      const notes = `After merging, a row takes ${fixed(await bytesPerRow(engine))} bytes on disk.`;
      return { columns: ['put of', 'wall ms', 'CPU ms', 'rows/s'], rows, notes };
    }),
};

async function putCost(store: UsageStore, puts: readonly StoredSegment[][]): Promise<Cost> {
  const costs: Cost[] = [];
  for (const segments of puts) costs.push(await costOf(() => store.put(segments)));
  return { wallMs: median(costs.map((c) => c.wallMs)), cpuMs: median(costs.map((c) => c.cpuMs)) };
}

function oneRow(i: number): StoredSegment {
  const [first] = daySegments([`single${i}.example.com`], FILL_START);
  const { rows, entry } = first!;
  return { rows: { ...rows, length: 1 }, entry };
}

const reading: Benchmark = {
  name: 'store-buckets',
  question: `What does a question cost in a store of 1,000 domains x 31 days x 288 five-minute rows (8.9 M)? \`buckets\` is the
store's own method, typed columns included; "engine alone" is the same SQL text through a bare chdb session. The ratio
of CPU is what Weir's code adds.`,
  run: (say) =>
    inStore(async (store, engine) => {
      await fillStore(store, { domains: HOSTS.length, days: 31 }, say);
      await engine('OPTIMIZE TABLE usage_segments FINAL');
      const rows: string[][] = [];
      for (const { name, query } of questions()) {
        rows.push([name, ...(await compared(store, engine, query))]);
        say(rows.at(-1)!.join(', '));
      }
      const columns = ['question', 'wall ms', 'CPU ms', 'engine alone: wall ms', 'CPU ms', 'ratio of CPU'];
      return { columns, rows, notes: 'Every day is one merged part here; days that still arrive have a few more.' };
    }),
};

function questions(): { name: string; query: BucketQuery }[] {
  const ask = (hosts: readonly string[], days: number, more: Partial<BucketQuery> = {}): BucketQuery => {
    const start = dayStart(31 - days);
    const spans = hosts.map((domain) => ({ domain, start, end: dayStart(31) }));
    return { spans, step: 300, counters: ['bytes'], merged: false, ...more };
  };
  const one = ['host500.example.com'];
  const all = ['requests', 'bytes', 'hit_requests', 'hit_bytes', 'origin_requests', 'origin_bytes'] as const;
  return [
    { name: 'one domain, a day, bytes', query: ask(one, 1) },
    { name: 'one domain, 31 days, bytes', query: ask(one, 31) },
    { name: 'one domain, 31 days, six counters', query: ask(one, 31, { counters: all }) },
    { name: '1,000 domains, a day, bytes', query: ask(HOSTS, 1) },
    { name: '1,000 domains, 31 days, bytes, merged', query: ask(HOSTS, 31, { merged: true }) },
  ];
}

async function compared(store: UsageStore, engine: BareEngine, query: BucketQuery): Promise<string[]> {
  const statements = bucketStatements(query, 'max_execution_time = 30').map(({ sql }) => sql);
  const alone = async () => {
    for (const sql of statements) await engine(sql);
  };
  const runs = [() => store.buckets(query), alone];
  for (const run of runs) await run(); // warm
  const [ours, bare] = await medianCosts(runs, query.spans.length > 1 ? 9 : 41);
  const ratio = fixed(ours!.cpuMs / bare!.cpuMs, 2);
  return [fixed(ours!.wallMs), fixed(ours!.cpuMs), fixed(bare!.wallMs), fixed(bare!.cpuMs), ratio];
}

export const storeBenchmarks: readonly Benchmark[] = [writing, reading];

type BareEngine = (sql: string) => Promise<Uint8Array>;

/** A new store in a temporary folder, with a session of the engine beside it that Weir's code does not touch. */
async function inStore(run: (store: UsageStore, engine: BareEngine) => Promise<Table>): Promise<Table> {
  const path = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  const store = await openEmbeddedStore({ path });
  const { Session } = await import('chdb');
  const session = new Session(join(path, 'engine'));
  await session.queryAsync('USE weir');
  try {
    return await run(store, async (sql) => (await session.queryAsync(sql, { format: 'Native' })).bytes());
  } finally {
    session.close();
    await store.close();
    await rm(path, { recursive: true, force: true });
  }
}

async function bytesPerRow(engine: BareEngine): Promise<number> {
  await engine('OPTIMIZE TABLE usage_segments FINAL');
  const sizes = `SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
    WHERE active AND database = 'weir' AND table = 'usage_segments'`;
  const answer = readNative(await engine(sizes));
  return Number(answer.uint64('bytes')[0]) / Number(answer.uint64('rows')[0]);
}

function dayStart(day: number): number {
  return FILL_START + day * DAY_SECONDS;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en');
}
