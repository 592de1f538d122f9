import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { LogReadError } from './log-read-error.ts';

/** Chunks that stay in a core's cache while they are metered; also what node:zlib inflates best. */
export const CHUNK_BYTES = 256 * 1024;
/** Chunks, some milliseconds, after which signals and progress bars have their turn. */
const CHUNKS_A_TURN = 32;

/**
 * A regular file's bytes from `start` on, read into one buffer again and again: a chunk is to be used before the next is
 * asked for. The reads are synchronous: handing 256 KiB to another thread and back costs more than reading them.
 *
 * Throws LogReadError for a file that is shorter in the end than it was in the beginning; what is appended meanwhile is read.
 */
export async function* readFile(path: string, start: number, into?: Buffer): AsyncGenerator<Buffer> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = into ?? Buffer.allocUnsafe(CHUNK_BYTES);
    let position = start;
    for (let chunks = 1; ; chunks++) {
      const length = readSync(file, buffer, 0, buffer.length, position);
      if (length === 0) break;
      position += length;
      yield buffer.subarray(0, length);
      if (chunks % CHUNKS_A_TURN === 0) await setImmediate();
    }
    const now = fstatSync(file).size;
    if (now < size) throw new LogReadError(path, `it shrank from ${size} to ${now} bytes while it was read`);
  } finally {
    closeSync(file);
  }
}
