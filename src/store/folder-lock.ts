import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which other process has the engine's folder open. The engine locks the file `status` in it and writes its process id
 * there; when it cannot get the lock it tells only stderr, so we look ourselves.
 *
 *     holderOf('./weir-data/engine')     // 4711, or undefined: nobody, or nobody that can be seen from here
 */
export function holderOf(folder: string): number | undefined {
  const status = join(folder, 'status');
  const pid = Number(/^PID: (\d+)/.exec(textOf(status))?.[1]);
  if (!pid || pid === process.pid || !isAlive(pid)) return undefined;
  return isLocked(status) ? pid : undefined;
}

/** The file stays after a kill -9 and its number may be another program's by now; the kernel's list settles it. */
function isLocked(file: string): boolean {
  const locks = textOf('/proc/locks'); // '1: FLOCK  ADVISORY  WRITE 4711 08:01:123456 0 EOF'
  return locks === '' || locks.includes(`:${statSync(file).ino} `);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
