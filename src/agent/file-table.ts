import { LogReadError } from '../meter/log-read-error.ts';
import type { SettledFile } from './checkpoint.ts';
import type { StreamSettings } from './followed-stream.ts';
import type { ListedFile, LogFile, LogFiles } from './log-files.ts';
import type { OpenFiles } from './open-files.ts';
import { TrackedFile } from './tracked-file.ts';

/** A file without a name may still be written: workers of a server that was told to reopen its logs take a while. */
const GONE_MS = 60_000;

export interface WatchedInput {
  readonly pattern: string;
  readonly settings: StreamSettings;
  /** As of the last look. */
  files: number;
  fault: string | null;
}

/** The files that the inputs' patterns match, and those that are read to their end though they match no more. */
export class FileTable {
  readonly inputs: readonly WatchedInput[];
  readonly #files: LogFiles;
  readonly #open: OpenFiles;
  readonly #tracked = new Map<string, TrackedFile>();
  readonly #settled: ReadonlyMap<string, SettledFile>;

  constructor(inputs: readonly WatchedInput[], files: LogFiles, open: OpenFiles, settled: readonly SettledFile[]) {
    this.inputs = inputs;
    this.#files = files;
    this.#open = open;
    this.#settled = new Map(settled.map((file) => [file.id, file]));
  }

  all(): Iterable<TrackedFile> {
    return this.#tracked.values();
  }

  /** Reads the folders. A file that several patterns match is the first one's. */
  async look(now: number): Promise<void> {
    const seen = new Set<string>();
    for (const input of this.inputs) {
      const { files, fault } = await this.#files.list(input.pattern);
      input.files = files.length;
      input.fault = fault;
      for (const file of files) if (!seen.has(file.facts.id)) this.#see(file, input, seen);
    }
    for (const file of this.#tracked.values()) if (!seen.has(file.id)) this.#miss(file, now);
  }

  #see({ path, facts }: ListedFile, { settings }: WatchedInput, seen: Set<string>): void {
    seen.add(facts.id);
    const known = this.#tracked.get(facts.id);
    if (known === undefined) {
      this.#track(new TrackedFile(path, facts, settings));
      return;
    }
    known.path = path;
    known.facts = facts;
    known.isListed = true;
    if (known.settled && !isAsSettled(known, known.settled)) known.settled = undefined;
  }

  #track(file: TrackedFile): void {
    const settled = this.#settled.get(file.id);
    if (settled && isAsSettled(file, settled)) file.settled = settled;
    this.#tracked.set(file.id, file);
  }

  #miss(file: TrackedFile, now: number): void {
    const handle = this.#open.find(file);
    if (!handle) {
      this.drop(file); // there is no way to it any more
      return;
    }
    const before = file.facts.size;
    if (!this.#stat(file, handle)) return;
    if (file.isListed || file.facts.size !== before || now < file.missedAt) file.missedAt = now;
    file.isListed = false;
    if (now - file.missedAt >= GONE_MS && !file.isReady(now) && !file.isBusy) this.drop(file);
  }

  /** Out: false where even an open file cannot be looked at any more: its disk is gone. */
  #stat(file: TrackedFile, handle: LogFile): boolean {
    try {
      file.facts = handle.facts();
      return true;
    } catch (error) {
      if (!(error instanceof LogReadError)) throw error;
      this.drop(file);
      return false;
    }
  }

  drop(file: TrackedFile): void {
    file.isDropped = true;
    this.#open.close(file);
    file.forgetContent();
    this.#tracked.delete(file.id);
  }
}

function isAsSettled({ facts }: TrackedFile, { size, modifiedNs }: SettledFile): boolean {
  return facts.size === size && String(facts.modifiedNs) === modifiedNs;
}
