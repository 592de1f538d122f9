import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  watch,
} from 'node:fs';
import { logReadError } from '../meter/log-read-error.ts';
import type { FileFacts, ListedFile, Listing, LogFile, LogFiles } from './log-files.ts';
import { PathPattern } from './path-pattern.ts';

/**
 * The machine's own files. Everything is synchronous: looking at a file takes two microseconds, handing the question to
 * another thread and back takes twenty, and an agent asks once a second for each of thousands of files.
 */
export function nodeLogFiles(): LogFiles {
  const patterns = new Map<string, PathPattern>();
  const compiled = (text: string): PathPattern => {
    const pattern = patterns.get(text) ?? new PathPattern(text);
    patterns.set(text, pattern);
    return pattern;
  };
  return {
    list: async (pattern) => new Walk(compiled(pattern)).listing(),
    open: (path) => new OpenFile(path),
    watch: (texts, onChange) => watchFolders(new Set(texts.map((text) => compiled(text).folder)), onChange),
  };
}

/** One reading of the folders that a pattern reaches. */
class Walk {
  readonly #pattern: PathPattern;
  readonly #files: ListedFile[] = [];
  #fault: string | null = null;
  /** Folders above the one that is being read: a link back to one of them would lead round for ever. */
  readonly #above: string[] = [];

  constructor(pattern: PathPattern) {
    this.#pattern = pattern;
  }

  listing(): Listing {
    this.#readFolder(this.#pattern.folder, this.#pattern.depth);
    return { files: this.#files, fault: this.#fault };
  }

  #readFolder(folder: string, depth: number): void {
    for (const entry of this.#entriesOf(folder)) {
      const path = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`;
      const isLink = entry.isSymbolicLink();
      const mayMatch = (entry.isFile() || isLink) && this.#pattern.matches(path);
      const mayLead = depth > 1 && (entry.isDirectory() || isLink);
      if (mayMatch || mayLead) this.#look(path, mayMatch, depth);
    }
  }

  #look(path: string, mayMatch: boolean, depth: number): void {
    const stats = this.#stats(path);
    if (stats?.isFile() && mayMatch) this.#files.push({ path, facts: factsOf(stats) });
    if (!stats?.isDirectory() || depth === 1) return;
    const { id } = factsOf(stats);
    if (this.#above.includes(id)) return;
    this.#above.push(id);
    this.#readFolder(path, depth - 1);
    this.#above.pop();
  }

  #entriesOf(folder: string) {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.#note(folder, error);
      return [];
    }
  }

  #stats(path: string): BigIntStats | undefined {
    try {
      return statSync(path, { bigint: true });
    } catch (error) {
      this.#note(path, error);
      return undefined;
    }
  }

  /** What is not there (yet, or any more) is nobody's fault. */
  #note(path: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#fault ??= logReadError(path, error, 0).message;
  }
}

class OpenFile implements LogFile {
  readonly #descriptor: number;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    // should it have become a pipe since it was listed, waiting for a writer would stop the whole agent
    this.#descriptor = this.#try(() => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  }

  facts(): FileFacts {
    return this.#try(() => factsOf(fstatSync(this.#descriptor, { bigint: true })));
  }

  read(into: Uint8Array, position: number): number {
    return this.#try(() => {
      let length = 0;
      while (length < into.length) {
        const read = readSync(this.#descriptor, into, length, into.length - length, position + length);
        if (read === 0) break;
        length += read;
      }
      return length;
    }, position);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #try<Result>(task: () => Result, position = 0): Result {
    try {
      return task();
    } catch (error) {
      throw logReadError(this.#path, error, position);
    }
  }
}

function factsOf(stats: BigIntStats): FileFacts {
  return {
    id: `${stats.dev}:${stats.ino}`, // inode numbers may need all of their 64 bits
    size: Number(stats.size),
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
  };
}

/** Folders that cannot be watched (not there, too many watches) are left to polling. */
function watchFolders(folders: ReadonlySet<string>, onChange: () => void): { close(): void } {
  const watchers = [...folders].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, (event) => {
        if (event === 'rename') onChange(); // what merely grows is found soon enough
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return { close: () => watchers.forEach((watcher) => void watcher.close()) };
}
