import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { writeDurably } from '../ingest/write-durably.ts';

/** Where a source's state survives its process. */
export interface StateStore {
  /** undefined where there is none. */
  read(): Promise<string | undefined>;
  /** Resolves when the text would survive a power cut, whole. */
  write(text: string): Promise<void>;
}

/** A state in a file: written beside it, synced, then put in its place. */
export function stateFile(path: string): StateStore {
  return {
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: (text) => writeDurably(dirname(path), basename(path), [Buffer.from(text)]),
  };
}
