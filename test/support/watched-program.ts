import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WEIR } from './programs.ts';

/** A weir command whose memory is looked at while it runs, and whose standard input may be fed for ever. */
export interface Watched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stderr: () => string;
  /** The most memory that it ever held, in MiB; Linux only. */
  readonly peakMiB: () => number;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export function watchWeir(args: readonly string[]): Watched {
  const child = spawn(process.execPath, [WEIR, ...args]);
  let stderr = '';
  let peak = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.resume();
  child.stdin.on('error', () => {}); // it may end before it has read everything
  const look = () => {
    peak = Math.max(peak, peakOf(child.pid!));
  };
  const timer = setInterval(look, 50);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve({ code, signal });
    });
  });
  return { child, stderr: () => stderr, peakMiB: () => peak, ended };
}

function peakOf(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has ended
  }
}

/** Writes the same bytes again and again, as fast as they are taken, until the program or the pipe ends. */
export async function pourForever({ child, ended }: Watched, bytes: Uint8Array): Promise<void> {
  const over = ended.then(() => 'over');
  while (!child.stdin.destroyed) {
    if (child.stdin.write(bytes)) continue;
    const next = await Promise.race([once(child.stdin, 'drain').catch(() => 'over'), over]);
    if (next === 'over') return;
  }
}
