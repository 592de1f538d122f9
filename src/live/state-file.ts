import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

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
    async write(text) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeSynced(`${path}.unfinished`, text);
      await rename(`${path}.unfinished`, path);
      await syncFolder(dirname(path)); // the name is durable only with its folder
    },
  };
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
