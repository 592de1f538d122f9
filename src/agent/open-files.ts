import type { LogFile, LogFiles } from './log-files.ts';
import type { TrackedFile } from './tracked-file.ts';

/** Below the 1,024 descriptors that a process is given where nobody asked for more. */
const MOST_OPEN = 500;
/** Who grows so seldom is opened again for it. */
const IDLE_MS = 5 * 60_000;

interface Opened {
  readonly handle: LogFile;
  readonly usedAt: number;
}

/**
 * The open files. One that nobody has used for a while is closed, and the least recently used one when there are too many. A deleted file can be read only while
 * it is open, so those are closed last.
 */
export class OpenFiles {
  readonly #files: LogFiles;
  readonly #open = new Map<TrackedFile, Opened>();
  readonly #mostOpen: number;

  constructor(files: LogFiles, mostOpen = MOST_OPEN) {
    this.#files = files;
    this.#mostOpen = mostOpen;
  }

  /** Opens it where it is not open. Throws a LogReadError. */
  use(file: TrackedFile, now: number): LogFile {
    const handle = this.find(file) ?? this.#files.open(file.path);
    this.#open.delete(file);
    this.#open.set(file, { handle, usedAt: now }); // the last one now
    if (this.#open.size > this.#mostOpen) this.close(this.#leastNeeded());
    return handle;
  }

  find(file: TrackedFile): LogFile | undefined {
    return this.#open.get(file)?.handle;
  }

  #leastNeeded(): TrackedFile {
    const [first] = this.#open.keys();
    for (const file of this.#open.keys()) if (file.isListed && !file.isBusy) return file;
    return first!;
  }

  closeIdle(now: number): void {
    for (const [file, { usedAt }] of this.#open) {
      if (now >= usedAt && now - usedAt < IDLE_MS) return; // the others were used later
      if (file.isListed && !file.isBusy) this.close(file);
    }
  }

  close(file: TrackedFile): void {
    this.find(file)?.close();
    this.#open.delete(file);
  }

  closeAll(): void {
    for (const file of [...this.#open.keys()]) this.close(file);
  }
}
