import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Names that begin so are files that were not finished. */
export const UNFINISHED = '.unfinished-';

/** Writes a file so that after a kill or a power cut it is there whole or not at all; makes the folder where it is missing. */
export async function writeDurably(folder: string, name: string, parts: readonly Uint8Array[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = join(folder, `${UNFINISHED}${name}`);
  try {
    await writeSynced(unfinished, parts);
    await rename(unfinished, join(folder, name));
    await syncFolder(folder); // the name is durable only with the folder
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeSynced(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for (const part of parts) await file.writeFile(part);
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
