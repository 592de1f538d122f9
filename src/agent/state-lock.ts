import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another agent has the state folder. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}

/**
 * Keeps two agents out of one state folder: a file that names the process and when it began, so that a process id that was
 * given anew after a kill is not taken for the agent that had it.
 *
 *     const lock = new StateLock('/var/lib/weir-agent');
 *     lock.take();      // throws LockedError, or the system's error where nothing can be written
 *     lock.keep();      // writes it again where somebody removed the folder
 *     lock.release();
 */
export class StateLock {
  readonly #folder: string;
  readonly #text = ownText();

  constructor(folder: string) {
    this.#folder = folder;
  }

  take(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    while (!this.#link()) this.#removeStale();
  }

  keep(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#link();
  }

  release(): void {
    if (textOf(this.#file) === this.#text) rmSync(this.#file, { force: true });
  }

  get #file(): string {
    return join(this.#folder, 'lock');
  }

  /** A link to a written file appears at once and with its text, unlike a file that is created and then written. */
  #link(): boolean {
    const own = `${this.#file}.${process.pid}`;
    writeFileSync(own, this.#text, { mode: 0o600 });
    try {
      linkSync(own, this.#file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return textOf(this.#file) === this.#text;
      throw error;
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Moved away first: of two agents that find a stale lock only one can do that. */
  #removeStale(): void {
    const text = textOf(this.#file);
    if (isHeld(text)) {
      throw new LockedError(
        `the state folder ${this.#folder} belongs to the agent with process id ${text.split(' ')[0]}`,
      );
    }
    const stale = `${this.#file}.stale.${process.pid}`;
    try {
      renameSync(this.#file, stale);
    } catch {
      return; // the other was faster
    }
    if (isHeld(textOf(stale))) renameSync(stale, this.#file); // it had taken the lock in between: give it back
    rmSync(stale, { force: true });
  }
}

/** `4711 8123456`: process id, and when it began, in clock ticks since the machine's start; 0 where that is not known. */
function ownText(): string {
  return `${process.pid} ${startOf(process.pid)}`;
}

function isHeld(text: string): boolean {
  const [pid = 0, start = 0] = text.split(' ').map(Number);
  return pid > 0 && isAlive(pid) && startOf(pid) === start;
}

function startOf(pid: number): number {
  const fields = textOf(`/proc/${pid}/stat`); // proc(5): 'pid (name) state ...', and the name may hold anything
  return Number(fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? 0) || 0;
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
