import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmdirSync, rmSync, statfsSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A volume that a test can fill: a tmpfs of its own. */
export interface SmallVolume {
  readonly path: string;
  freeBytes(): number;
  /** Makes a file, by default `ballast`, longer or shorter, so that this many bytes are free. */
  fill(leaveFree: number, file?: string): void;
  /** Removes that file. */
  makeRoom(file?: string): void;
  dispose(): void;
}

/** Whether this process may mount; elsewhere the test is skipped by name, and with CI=true that is an error. */
export function canMount(): boolean {
  try {
    smallVolume(1).dispose();
    return true;
  } catch (error) {
    const why = 'a test of a full disk mounts a small tmpfs: run it as root (docker run --privileged)';
    if (process.env.CI) throw new Error(why, { cause: error });
    console.warn(`skipped: ${why}`);
    return false;
  }
}

export function smallVolume(mebibytes: number): SmallVolume {
  const path = mkdtempSync(join(tmpdir(), 'weir-volume-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(path);
    throw error;
  }
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    fill: (leaveFree, file = 'ballast') => grow(join(path, file), freeBytes() - leaveFree),
    makeRoom: (file = 'ballast') => rmSync(join(path, file), { force: true }),
    dispose() {
      execFileSync('umount', ['-l', path]);
      rmdirSync(path);
    },
  };
}

/** Appends that many bytes, or as many as fit; or takes them off. */
function grow(file: string, bytes: number): void {
  try {
    if (bytes >= 0) appendFileSync(file, Buffer.alloc(bytes, 1));
    else truncateSync(file, Math.max(0, statSync(file).size + bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // somebody else took the rest meanwhile
  }
}
