import { type FollowedStream, PRINT_BYTES } from './followed-stream.ts';
import type { LogFile } from './log-files.ts';

const scratch = Buffer.alloc(PRINT_BYTES);

/**
 * Does a file still hold the stream it was taken for? Logs are truncated and written anew, to any size, and inodes are used
 * again: so the hole before its first byte, its first bytes and those that were read last are compared, as far as the file
 * has them.
 */
export function isSameLog(file: LogFile, nuls: number, stream: FollowedStream): boolean {
  return hasHole(file, nuls) && hasBytes(file, nuls, stream.head) && hasTail(file, nuls, stream);
}

function hasHole(file: LogFile, nuls: number): boolean {
  return nuls === 0 || (hasBytes(file, 0, NUL) && hasBytes(file, nuls - 1, NUL));
}

const NUL = Buffer.alloc(1);

/** A file that is shorter has to hold what it can of them. */
function hasBytes(file: LogFile, position: number, expected: Buffer): boolean {
  const length = file.read(scratch.subarray(0, expected.length), position);
  return expected.subarray(0, length).equals(scratch.subarray(0, length));
}

function hasTail(file: LogFile, nuls: number, { tail, reached }: FollowedStream): boolean {
  return hasBytes(file, nuls + reached - tail.length, tail);
}
