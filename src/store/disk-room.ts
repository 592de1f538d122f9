import { statfs } from 'node:fs/promises';
import { NoRoomError } from '../usage/no-room.ts';
import { engineError } from './engine-error.ts';

/** How full a volume is. */
export interface DiskRoom {
  /** Bytes that may still be written. */
  readonly free: number;
  /** Bytes of them that are left alone: room for the engine's merges and its own files. */
  readonly reserve: number;
}

/** The room on the volume of a folder. */
export async function diskRoom(path: string): Promise<DiskRoom> {
  const { bavail, blocks, bsize } = await statfs(path).catch((error) => {
    throw engineError(error, "cannot see how much room the store's disk has");
  });
  return { free: bavail * bsize, reserve: reserveBytes(blocks * bsize) };
}

const MIB = 2 ** 20;

/** What stays free of a volume of that many bytes: 2 %, within bounds. */
export function reserveBytes(volumeBytes: number): number {
  return Math.min(Math.max(Math.ceil(volumeBytes * 0.02), 24 * MIB), 512 * MIB);
}

/** Rejects with NoRoomError where the volume of `path` has less than its reserve and `bytes` free. */
export async function requireRoom(path: string, bytes = 0): Promise<DiskRoom> {
  const room = await diskRoom(path);
  const needed = room.reserve + bytes;
  if (room.free < needed) throw new NoRoomError(room.free, needed);
  return room;
}

// What another process may write and remove again while the engine writes a part, so that nobody sees the disk full.
const NEAR = 4;

/** So little room that the engine may have run out of it without our seeing it. */
export function isNearlyFull({ free, reserve }: DiskRoom): boolean {
  return free < NEAR * reserve;
}
