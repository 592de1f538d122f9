import type { LogFile, LogFiles } from './log-files.ts';
import type { TrackedFile } from './tracked-file.ts';

/** Below the 1,024 descriptors that a process is given where nobody asked for more. */
const MOST_OPEN = 500;

/**
 * The open files, the least recently used of which is closed when there are too many. A deleted file can be read only while
 * it is open, so those are closed last.
 */
export class OpenFiles {
  readonly #files: LogFiles;
  readonly #open = new Map<TrackedFile, LogFile>();
  readonly #mostOpen: number;

  constructor(files: LogFiles, mostOpen = MOST_OPEN) {
    this.#files = files;
    this.#mostOpen = mostOpen;
  }

  /** Opens it where it is not open. Throws a LogReadError. */
  use(file: TrackedFile): LogFile {
    const handle = this.#open.get(file) ?? this.#files.open(file.path);
    this.#open.delete(file);
    this.#open.set(file, handle); // the last one now
    if (this.#open.size > this.#mostOpen) this.close(this.#leastNeeded());
    return handle;
  }

  find(file: TrackedFile): LogFile | undefined {
    return this.#open.get(file);
  }

  #leastNeeded(): TrackedFile {
    const [first] = this.#open.keys();
    for (const file of this.#open.keys()) if (file.isListed && !file.isBusy) return file;
    return first!;
  }

  close(file: TrackedFile): void {
    this.#open.get(file)?.close();
    this.#open.delete(file);
  }

  closeAll(): void {
    for (const file of [...this.#open.keys()]) this.close(file);
  }
}
