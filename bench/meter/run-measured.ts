import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** What a whole process cost, from its start to its end. */
export interface Run {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** The largest resident set, in 10^6 bytes. */
  readonly peakMb: number;
}

/**
 * Runs a command with its standard output in the file `out`. `measure` is the compiled measure.c. Rejects, with what the
 * command said on standard error, when it fails.
 */
export async function runMeasured(measure: string, command: readonly string[], out: string): Promise<Run> {
  const costs = `${out}.costs`;
  const { status, errors } = await ended(measure, [costs, ...command], out);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${errors.slice(-2000)}`);
  const { user, system, wall, peakKiB } = JSON.parse(readFileSync(costs, 'utf8')) as Record<string, number>;
  return { cpuSeconds: user! + system!, wallSeconds: wall!, peakMb: (peakKiB! * 1024) / 1e6 };
}

async function ended(program: string, args: readonly string[], out: string): Promise<Ended> {
  const file = openSync(out, 'w');
  const env = { ...process.env, LC_ALL: 'C' }; // mawk and wc count bytes, not characters
  const child = spawn(program, args, { env, stdio: ['ignore', file, 'pipe'] });
  closeSync(file); // the child has its own
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, errors };
}

interface Ended {
  /** null: killed by a signal. */
  readonly status: number | null;
  readonly errors: string;
}
