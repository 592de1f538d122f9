import type { Run } from './run-measured.ts';

/** Runs of one log by the contender's name; Weir's own is under 'Weir'. */
export type RunsByName = ReadonlyMap<string, Run>;

/** What was measured, by log. */
export interface Measured {
  readonly text: RunsByName;
  readonly json: RunsByName;
  readonly gzip: RunsByName;
  /** Weir alone on text of other sizes. */
  readonly sizes: readonly { readonly megabytes: number; readonly run: Run }[];
}

/** The aims of the metering kernel beside what was measured, as a Markdown list; they are meant for logs of 1.5 GB. */
export function aims({ text, json, gzip, sizes }: Measured): string {
  const threads = text.get('Weir, 2 threads')!;
  const alone = text.get('Weir')!;
  const peaks = [alone, ...sizes.map(({ run }) => run)].map((run) => run.peakMb);
  return [
    timesOurCpu(text, 'chDB', 5),
    timesOurCpu(text, 'DuckDB read_csv', 7),
    timesOurCpu(text, 'mawk', 20),
    timesOurCpu(json, 'DuckDB read_json', 4),
    atMost("Weir's CPU over that of C for this format alone", cpuOver(text, 'C for this format alone'), 2),
    atLeast('one thread over two threads, wall time', alone.wallSeconds / threads.wallSeconds, 1.5),
    atMost('Weir on .gz over inflating alone, wall time', wallOver(gzip, 'inflating alone, node:zlib'), 1.15),
    atMost("Weir's peak over all sizes of text, MB", Math.max(...peaks), 120),
    atMost("Weir's peak with two threads, MB", threads.peakMb, 180),
  ].join('\n');
}

function timesOurCpu(runs: RunsByName, name: string, factor: number): string {
  return atLeast(`${name} over Weir, CPU`, runs.get(name)!.cpuSeconds / runs.get('Weir')!.cpuSeconds, factor);
}

function cpuOver(runs: RunsByName, name: string): number {
  return runs.get('Weir')!.cpuSeconds / runs.get(name)!.cpuSeconds;
}

function wallOver(runs: RunsByName, name: string): number {
  return runs.get('Weir')!.wallSeconds / runs.get(name)!.wallSeconds;
}

function atLeast(what: string, value: number, aim: number): string {
  return `- ${what}: ${value.toFixed(2)}; aim: at least ${aim}, ${value >= aim ? 'reached' : 'not reached'}`;
}

function atMost(what: string, value: number, aim: number): string {
  return `- ${what}: ${value.toFixed(2)}; aim: at most ${aim}, ${value <= aim ? 'reached' : 'not reached'}`;
}
