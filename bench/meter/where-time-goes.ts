import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fixed } from '../benchmark.ts';
import type { Contender } from './contenders.ts';
import type { EdgeLog } from './edge-log.ts';
import type { Rounds } from './rounds.ts';
import { runMeasured } from './run-measured.ts';

/** What a function's own time is spent for: the first part whose test passes. */
const PARTS: readonly (readonly [part: string, test: (name: string, file: string) => boolean])[] = [
  ['finding marks and newlines', (name) => name.startsWith('kernel/marks/')],
  ['fields: literals, numbers, stamps, hosts, words', (name) => /^kernel\/(?!rows\/|index\/)/.test(name)],
  ['adding to rows', (name) => name.startsWith('kernel/rows/')],
  ['reading the file', (name, file) => file === '' && /^(read|open|fstat|close)/.test(name)],
  ['putting rows in order', (_, file) => /report-rows|report-totals|usage-table/.test(file)],
  [
    'writing the answer',
    (name, file) => /report-text|text-writer|kernel-rows|print-lines/.test(file) || /^write/.test(name),
  ],
  ['lines of the reference parser', (_, file) => /\/meter\/(?!kernel)/.test(file)],
  ['collecting garbage', (name) => name === '(garbage collector)'],
];
const REST = 'starting Node, loading modules, and the rest';

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { functionName: string; url: string } }[];
  /** Ids of nodes, one a sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/**
 * Runs Weir once under V8's sampling profiler, and tells how many nanoseconds of a line's time go to which part, as a
 * Markdown list. Only what a contender that is Weir on one thread spends on that thread is seen.
 */
export async function whereTimeGoes(weir: Contender, log: EdgeLog, { measure, folder }: Rounds): Promise<string> {
  const profiles = mkdtempSync(join(folder, 'profile-'));
  const [node, ...args] = weir.command(log.path);
  await runMeasured(measure, [node!, '--cpu-prof', `--cpu-prof-dir=${profiles}`, ...args], join(folder, 'answer'));
  const [file] = readdirSync(profiles);
  const profile = JSON.parse(readFileSync(join(profiles, file!), 'utf8')) as Profile;
  rmSync(profiles, { recursive: true });
  const parts = [...timesByPart(profile)].sort(([, a], [, b]) => b - a);
  return parts.map(([part, us]) => `- ${fixed((us * 1000) / log.lines, 0)} ns: ${part}`).join('\n');
}

function timesByPart({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const { functionName, url } = frames.get(id)!;
    if (functionName === '(idle)') continue;
    const part = PARTS.find(([, test]) => test(functionName, url.startsWith('wasm:') ? '' : url))?.[0] ?? REST;
    times.set(part, (times.get(part) ?? 0) + timeDeltas[i]!);
  }
  return times;
}
