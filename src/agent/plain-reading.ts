import type { FollowedStream } from './followed-stream.ts';
import type { LogFile } from './log-files.ts';
import type { TrackedFile } from './tracked-file.ts';

/** A first line is looked for in small pieces: most files that are found belong to streams that are known. */
const FIRST_LINE_BYTES = 4096;

/** 'other': the bytes read last are not there any more, it is another log now. 'named': its identity became known. */
export type ReadEnd = 'end' | 'quantum' | 'other' | 'named';

export interface Reading {
  readonly bytes: number;
  readonly end: ReadEnd;
}

/**
 * Reads on where the file's stream is, at most `quantum` bytes, each chunk straight into `buffer` and from there to the
 * meter. Every read begins a little before, with what must be there from the last one: a log that was truncated and has
 * grown beyond that place again is noticed by the same read that would have mixed it up.
 */
export function readOn(file: TrackedFile, handle: LogFile, buffer: Buffer, quantum: number, now: number): Reading {
  const stream = file.stream!;
  const wasNamed = stream.id !== undefined;
  let bytes = 0;
  while (bytes < quantum) {
    const overlap = stream.offset === stream.reached ? stream.tail : NOTHING;
    const most = overlap.length + Math.min(quantum - bytes, wasNamed ? buffer.length : FIRST_LINE_BYTES);
    const read = handle.read(buffer.subarray(0, most), file.nuls + stream.offset - overlap.length);
    if (read < overlap.length || !overlap.equals(buffer.subarray(0, overlap.length))) return { bytes, end: 'other' };
    if (read === overlap.length) return { bytes, end: 'end' };
    push(file, stream, buffer.subarray(overlap.length, read), now);
    bytes += read - overlap.length;
    if (!wasNamed && stream.id !== undefined) return { bytes, end: 'named' };
  }
  return { bytes, end: 'quantum' };
}

const NOTHING = Buffer.alloc(0);

function push(file: TrackedFile, stream: FollowedStream, chunk: Buffer, now: number): void {
  const wasNamed = stream.id !== undefined;
  stream.push(chunk, file.path, now);
  if (!wasNamed) file.nuls = stream.leadingNuls;
}
