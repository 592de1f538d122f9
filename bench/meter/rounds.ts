import { readFileSync } from 'node:fs';
import { median } from '../benchmark.ts';
import type { Contender } from './contenders.ts';
import type { EdgeLog } from './edge-log.ts';
import { type Run, runMeasured } from './run-measured.ts';
import { difference, readUsageByMinute } from './usage-by-minute.ts';

export interface Rounds {
  /** Path of the compiled measure.c. */
  readonly measure: string;
  /** For the programs' answers. */
  readonly folder: string;
  readonly rounds: number;
  say(progress: string): void;
}

/**
 * Runs the contenders on one log in turn, A B C A B C ..., so that whatever else the machine does hits all alike; gives each
 * one's medians. Rejects as soon as an answer is wrong, naming what differs.
 */
export async function medianRuns(
  contenders: readonly Contender[],
  log: EdgeLog,
  { measure, folder, rounds, say }: Rounds,
): Promise<Run[]> {
  const out = `${folder}/answer`;
  const runs: Run[][] = contenders.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      const run = await runMeasured(measure, contender.command(log.path), out);
      await requireRight(contender, log, out);
      runs[i]!.push(run);
      say(`round ${round}, ${contender.name}: ${Object.values(run).map((value) => value.toFixed(2))}`);
    }
  }
  return runs.map((of) => ({
    cpuSeconds: median(of.map((run) => run.cpuSeconds)),
    wallSeconds: median(of.map((run) => run.wallSeconds)),
    peakMb: median(of.map((run) => run.peakMb)),
  }));
}

async function requireRight({ name, answers }: Contender, log: EdgeLog, out: string): Promise<void> {
  const wrong = await faultOf(answers, log, out);
  if (wrong !== undefined) throw new Error(`${name} disagrees with the generator about ${log.path}: ${wrong}`);
}

async function faultOf(answers: Contender['answers'], log: EdgeLog, out: string): Promise<string | undefined> {
  if (answers === 'nothing') return undefined;
  if (answers === 'usage') return difference(log.truth, await readUsageByMinute(out));
  const lines = Number.parseInt(readFileSync(out, 'utf8'), 10);
  return lines === log.lines ? undefined : `${lines} lines instead of ${log.lines}`;
}
