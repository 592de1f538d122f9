import { stat } from 'node:fs/promises';
import { fileCompression } from './compression.ts';
import type { FileLook } from './file-look.ts';
import { LogReadError, logReadError } from './log-read-error.ts';

/** A piece of work: a whole log, or the lines of a plain file whose first byte lies in a range. */
export interface LogPart {
  /** '-' is standard input. */
  readonly path: string;
  readonly range?: ByteRange;
  /** The regular file that was at the path when the work was planned: no other is read in its place. */
  readonly look?: FileLook;
}

/** Half-open; the last range of a file ends at Infinity. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Smaller ranges would cost more to start than to read. */
const MIN_RANGE_BYTES = 2 ** 20;

/** The logs and their size as they are stored, where that is known. */
export interface LogPlan {
  readonly parts: readonly LogPart[];
  readonly totalBytes: number;
}

/**
 * Cuts the work for a number of threads. Only plain files can be cut, each into as many ranges as there are threads;
 * compressed ones, pipes and standard input are read whole. Throws LogReadError for a file that cannot be read.
 */
export async function planParts(paths: readonly string[], threads: number): Promise<LogPlan> {
  const plans = await Promise.all(paths.map((path) => planFile(path, threads)));
  return { parts: plans.flatMap((p) => p.parts), totalBytes: plans.reduce((sum, p) => sum + p.totalBytes, 0) };
}

async function planFile(path: string, threads: number): Promise<LogPlan> {
  if (path === '-') return { parts: [{ path }], totalBytes: 0 };
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw new LogReadError(path, 'this is a folder; a log file is expected');
    if (!stats.isFile()) return { parts: [{ path }], totalBytes: 0 }; // looking into a pipe would take its bytes away
    const isPlain = (await fileCompression(path)) === 'none';
    const look = { device: stats.dev, inode: stats.ino, size: stats.size };
    const ranges = isPlain ? cutRanges(stats.size, threads) : undefined;
    return { parts: ranges?.map((range) => ({ path, range, look })) ?? [{ path, look }], totalBytes: stats.size };
  } catch (error) {
    throw logReadError(path, error, 0);
  }
}

function cutRanges(size: number, threads: number): ByteRange[] | undefined {
  const count = Math.min(threads, Math.floor(size / MIN_RANGE_BYTES));
  if (count < 2) return undefined;
  const cut = (i: number) => (i === count ? Number.POSITIVE_INFINITY : Math.floor((size * i) / count));
  return Array.from({ length: count }, (_, i) => ({ start: cut(i), end: cut(i + 1) }));
}
