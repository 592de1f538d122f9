import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED, writeDurably } from '../ingest/write-durably.ts';
import { readSpoolFile, SpoolDamage, type SpooledBatch, spoolFile } from './spool-file.ts';

/** One file of the spool. */
export interface SpoolEntry {
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
}

/** Whether a batch is safe now; where it is not, why. */
export type Kept = { readonly isKept: true } | { readonly isKept: false; readonly why: string };

/**
 * Batches that no server could take, as files in a folder, the oldest first. A file is there whole or not at all
 * (write-durably.ts), and its checksum is looked at before it is sent. It never takes more than `limit` bytes.
 *
 *     const spool = await Spool.open(join(state, 'spool'), 2 ** 30, now);
 *     await spool.keep({ segment, packed });        // { isKept: true }: it survives a kill
 *     const entry = spool.take();                   // the oldest that is not taken
 *     const { packed } = await spool.read(entry);   // rejects with SpoolDamage
 *     await spool.remove(entry);                    // or putBack(entry), or setAside(entry, 'refused')
 */
export class Spool {
  readonly limit: number;
  /** Of all files in it. */
  bytes = 0;
  readonly #folder: string;
  readonly #waiting: SpoolEntry[];
  readonly #taken = new Set<SpoolEntry>();
  #next: number;

  private constructor(folder: string, limit: number, entries: SpoolEntry[], now: number) {
    this.#folder = folder;
    this.limit = limit;
    this.#waiting = entries;
    this.bytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#next = Math.max(now, 1 + Number.parseInt(entries.at(-1)?.name ?? '0', 10));
  }

  /** Takes over what an earlier agent left; what that one did not finish goes. `now`: a name must not come twice, ever. */
  static async open(folder: string, limit: number, now: number): Promise<Spool> {
    const names = (await readdir(folder).catch(() => [])).sort();
    const entries: SpoolEntry[] = [];
    for (const name of names) {
      if (name.startsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
      else if (NAME.test(name)) entries.push({ name, bytes: (await stat(join(folder, name))).size });
    }
    return new Spool(folder, limit, entries, now);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#taken.size === 0;
  }

  /** Every file that must be there. */
  get names(): string[] {
    return [...this.#waiting, ...this.#taken].map(({ name }) => name).sort();
  }

  /** Resolves when it is on the disk, or cannot be: no room, within the limit or on the disk, is no reason to fail. */
  async keep(batch: SpooledBatch): Promise<Kept> {
    const parts = spoolFile(batch);
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.bytes + bytes > this.limit)
      return { isKept: false, why: `it has reached its limit of ${this.limit} bytes` };
    const entry = { name: `${String(this.#next++).padStart(15, '0')}.batch`, bytes };
    this.bytes += bytes;
    try {
      await writeDurably(this.#folder, entry.name, parts);
    } catch (error) {
      this.bytes -= bytes;
      return { isKept: false, why: `it cannot be written: ${(error as Error).message}` };
    }
    this.#waiting.push(entry);
    return { isKept: true };
  }

  /** Looks at every file that waits, and sets aside what is damaged. Resolves with the places of those. */
  async inspect(): Promise<string[]> {
    const places: string[] = [];
    for (const entry of [...this.#waiting]) {
      const isSound = await this.read(entry).then(() => true, isDamage);
      if (isSound) continue;
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      this.#taken.add(entry);
      places.push(await this.setAside(entry, 'damaged'));
    }
    return places;
  }

  /** The oldest that is not taken. */
  take(): SpoolEntry | undefined {
    const entry = this.#waiting.shift();
    if (entry) this.#taken.add(entry);
    return entry;
  }

  /** Rejects with SpoolDamage where the file is not what was written, or gone. */
  async read({ name }: SpoolEntry): Promise<SpooledBatch> {
    let file: Buffer<ArrayBuffer>;
    try {
      file = await readFile(join(this.#folder, name));
    } catch (error) {
      throw new SpoolDamage(`it cannot be read: ${(error as Error).message}`, { cause: error });
    }
    return readSpoolFile(file);
  }

  putBack(entry: SpoolEntry): void {
    if (!this.#taken.delete(entry)) return;
    this.#waiting.push(entry);
    this.#waiting.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async remove(entry: SpoolEntry): Promise<void> {
    await rm(join(this.#folder, entry.name), { force: true }).catch(() => {}); // sent again at the next start: harmless
    this.#forget(entry);
  }

  /** Keeps the file for people, in a folder beside the others: it is never sent again by itself. Resolves with its place. */
  async setAside(entry: SpoolEntry, reason: 'refused' | 'damaged'): Promise<string> {
    const folder = join(this.#folder, reason);
    const place = join(folder, entry.name);
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    await rename(join(this.#folder, entry.name), place).catch(() => {}); // gone, or it cannot be moved: it stays
    this.#forget(entry);
    return place;
  }

  #forget(entry: SpoolEntry): void {
    if (this.#taken.delete(entry)) this.bytes -= entry.bytes;
  }
}

/** For a rejection: false where it says that the file is damaged. */
function isDamage(error: unknown): false {
  if (error instanceof SpoolDamage) return false;
  throw error;
}

const NAME = /^\d{15}\.batch$/;
