/** One question that is answered with a table. Its header says what the numbers mean. */
export interface Benchmark {
  /** The name after `npm run bench`, and the section in docs/benchmarks.md. */
  readonly name: string;
  /** What is asked, and what a row says: Markdown. */
  readonly question: string;
  run(say: (progress: string) => void): Promise<Table>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What to take from it: Markdown. */
  readonly notes?: string;
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export interface Cost {
  /** User and system CPU of this process, all threads, milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What running something once costs this process. */
export async function costOf(run: () => unknown): Promise<Cost> {
  const before = process.cpuUsage();
  const started = performance.now();
  await run();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, wallMs };
}

/** Runs several things in turn, A B A B ..., and gives the median cost of each: drift of the machine hits all alike. */
export async function medianCosts(runs: readonly (() => unknown)[], rounds: number): Promise<Cost[]> {
  const costs: Cost[][] = runs.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, run] of runs.entries()) costs[i]!.push(await costOf(run));
  }
  return costs.map((of) => ({ cpuMs: median(of.map((c) => c.cpuMs)), wallMs: median(of.map((c) => c.wallMs)) }));
}

export function fixed(value: number, decimals = 1): string {
  return value.toFixed(decimals);
}
