import { statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, fixed, type Table } from './benchmark.ts';
import { aims, type Measured, type RunsByName } from './meter/aims.ts';
import { type Contender, inflateAlone, peersFor, weir } from './meter/contenders.ts';
import { type EdgeLog, gzipped, JSON_CONFIG, type LogKind, writeEdgeLog } from './meter/edge-log.ts';
import { medianRuns, type Rounds } from './meter/rounds.ts';
import type { Run } from './meter/run-measured.ts';
import { readSettings, type Settings } from './meter/settings.ts';
import { prepareTools, type Tools } from './meter/tools.ts';
import { whereTimeGoes } from './meter/where-time-goes.ts';

/** Sizes that Weir alone reads: nothing at all (what starting it costs), a small log, and one that no memory would hold. */
const SIZES_MB = [0, 100];
const BIG_MB = 10_000;

export const meter: Benchmark = {
  name: 'meter',
  question: `What does metering a log cost, and what does it cost others? Every program reads the same log of 500 domains and
writes the usage of each domain in each minute as CSV (Weir: \`weir report --step 1m --csv\`, sorted; the others in any
order); its rows must be those that the log's generator counted, or the benchmark fails. Whole processes on one thread
unless it says otherwise, run in turn: CPU is user and system time, peak the largest resident set (10^6 bytes). "Over
Weir's" is the row's figure divided by that of Weir on the same log. A log of 1,500 MB is a day with 643,080 domain-minutes
(text) or half of one with 330,000 (JSON), one below it a shorter time, one above it a busier day. \`wc -l\` only counts
lines: it is what reading costs. WEIR_BENCH_MB, WEIR_BENCH_ROUNDS and WEIR_BENCH_BIG=1 (10 GB) change what is run.`,
  run: async (say) => {
    const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
    try {
      return await measureAll(folder, say);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** What every step of the benchmark needs. */
interface Bench extends Rounds {
  readonly tools: Tools;
  /** weir.yaml with the JSON format. */
  readonly config: string;
}

async function measureAll(folder: string, say: (progress: string) => void): Promise<Table> {
  const settings = readSettings(process.env);
  const tools = await prepareTools(folder, say);
  const config = join(folder, 'weir.yaml');
  writeFileSync(config, JSON_CONFIG);
  const bench: Bench = { tools, measure: tools.measure, folder, config, rounds: settings.rounds, say };
  const { text, gzip, parts } = await measureText(bench, settings.megabytes);
  const json = await measureJson(bench, settings.megabytes);
  const sizes = await measureSizes(bench, settings.big ? [...SIZES_MB, BIG_MB] : SIZES_MB);
  return table(settings, { text, gzip, json, sizes }, parts);
}

function table({ megabytes, rounds }: Settings, measured: Measured, parts: string): Table {
  const { text, gzip, json, sizes } = measured;
  const rows = [
    ...tableRows(`text, ${megabytes} MB`, text),
    ...tableRows('the same, .gz', gzip),
    ...tableRows(`JSON, ${megabytes} MB`, json),
    ...sizes.flatMap(({ megabytes: size, run }) => tableRows(`text, ${size} MB`, new Map([['Weir', run]]))),
  ];
  const columns = ['log', 'program', 'CPU s', 'wall s', 'peak MB', "CPU over Weir's", "wall over Weir's"];
  const small = megabytes < 1500 ? ' The aims are meant for 1,500 MB: starting Node weighs more here.' : '';
  const profile = `What each line of the text costs, by V8's sampling profiler, and for what:\n\n${parts}`;
  return { columns, rows, notes: `Medians of ${rounds} rounds.${small}\n\n${aims(measured)}\n\n${profile}` };
}

/** `parts`: what Weir's time goes to. */
async function measureText(bench: Bench, megabytes: number): Promise<TextRuns> {
  return withLog(bench, 'text', megabytes, async (log) => {
    const ours = [weir('text', bench.config), weir('text', bench.config, 2)];
    const text = await runsByName([...ours, ...peersFor('text', bench.tools)], log, bench);
    bench.say('compressing');
    const gzip = await runsByName([weir('text', bench.config), inflateAlone], await gzipped(log), bench);
    const parts = await whereTimeGoes(ours[0]!, log, bench);
    return { text, gzip, parts };
  });
}

interface TextRuns {
  readonly text: RunsByName;
  readonly gzip: RunsByName;
  readonly parts: string;
}

function measureJson(bench: Bench, megabytes: number): Promise<RunsByName> {
  return withLog(bench, 'json', megabytes, (log) =>
    runsByName([weir('json', bench.config), ...peersFor('json', bench.tools)], log, bench),
  );
}

async function measureSizes(bench: Bench, sizes: readonly number[]): Promise<Measured['sizes']> {
  const measured: { megabytes: number; run: Run }[] = [];
  for (const megabytes of sizes) {
    const runs = await withLog(bench, 'text', megabytes, (log) => medianRuns([weir('text', bench.config)], log, bench));
    measured.push({ megabytes, run: runs[0]! });
  }
  return measured;
}

/** The log is there while `use` runs: at most one, plain and compressed, is on the disk at a time. */
async function withLog<T>(
  bench: Bench,
  kind: LogKind,
  megabytes: number,
  use: (log: EdgeLog) => Promise<T>,
): Promise<T> {
  requireRoom(bench.folder, megabytes);
  bench.say(`generating ${megabytes} MB of ${kind}`);
  const log = await writeEdgeLog(bench.tools, bench.folder, kind, megabytes);
  bench.say(`${log.lines} lines, ${log.truth.size} domain-minutes`);
  try {
    return await use(log);
  } finally {
    await rm(log.path);
    await rm(`${log.path}.gz`, { force: true });
  }
}

function requireRoom(folder: string, megabytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 1e6);
  const needed = Math.ceil(megabytes * 1.3) + 200; // with the same log compressed, and the answers
  if (free < needed)
    throw new Error(`${folder} has ${free} MB free and ${needed} MB are needed: set TMPDIR or WEIR_BENCH_MB`);
}

async function runsByName(contenders: readonly Contender[], log: EdgeLog, rounds: Rounds): Promise<RunsByName> {
  const runs = await medianRuns(contenders, log, rounds);
  return new Map(contenders.map(({ name }, i) => [name, runs[i]!]));
}

function tableRows(log: string, runs: RunsByName): string[][] {
  const { cpuSeconds, wallSeconds } = runs.get('Weir')!;
  return [...runs].map(([name, run]) => [
    log,
    name,
    fixed(run.cpuSeconds, 2),
    fixed(run.wallSeconds, 2),
    fixed(run.peakMb, 0),
    fixed(run.cpuSeconds / cpuSeconds, 2),
    fixed(run.wallSeconds / wallSeconds, 2),
  ]);
}
