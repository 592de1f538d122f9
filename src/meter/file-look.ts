import { stat } from 'node:fs/promises';

/** Which file stood at a path, and how long it was. */
export interface FileLook {
  readonly device: number;
  readonly inode: number;
  readonly size: number;
}

/** undefined: there is none, or what is there is no regular file. */
export async function lookAt(path: string): Promise<FileLook | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? { device: stats.dev, inode: stats.ino, size: stats.size } : undefined;
}

export function isSameFile(a: FileLook, b: FileLook): boolean {
  return a.device === b.device && a.inode === b.inode;
}

/**
 * What happened to a log while it was read, in words; undefined where nothing did. Its numbers are right in each case: a
 * file that is open stays what it was, whatever becomes of its name.
 */
export function changeOf(before: FileLook, now: FileLook | undefined): string | undefined {
  if (now === undefined) return 'it was deleted or renamed while it was read; it was counted to its end';
  if (!isSameFile(before, now))
    return 'another file took its name while it was read; the first was counted to its end, the other was not';
  if (now.size > before.size)
    return 'it grew while it was read; what was appended before its end was reached is counted';
  return undefined;
}
