import { StoreError } from '../usage/usage-store.ts';
import { ByteReader } from './byte-reader.ts';
import { readNative } from './native-read.ts';
import { parsePartName } from './part-name.ts';
import { dropSetAside, missingParts } from './set-aside-parts.ts';
import type { SqlEngine } from './sql-engine.ts';
import { quoted } from './sql-text.ts';

/**
 * Reads back what the engine has written. chdb 3.4.0 does not notice when the disk runs full while it finishes a part:
 * it acknowledges an insert whose files are empty, and puts an empty part in the place of good ones (measured: 9 of
 * 1100 parts on a disk whose room came and went).
 *
 *     const parts = new SoundParts(engine, openedAt);
 *     await parts.check(now)      // after an insert: rejects where a part made since the last calm moment is broken
 *
 * A broken part is taken out again. If a merge made it, the parts that it was made of come back; if an insert made it, it
 * was not acknowledged, because the insert ends with this check.
 */
export class SoundParts {
  readonly #engine: SqlEngine;
  #since: number;
  #checked = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  /** Unix seconds: parts that are older were read when the tables were opened. */
  constructor(engine: SqlEngine, since: number) {
    this.#engine = engine;
    this.#since = since;
  }

  /** There was room to spare until now (Unix seconds): nothing older has to be looked at. */
  calm(now: number): void {
    this.#since = now - CLOCK_SECONDS;
    this.#checked.clear();
  }

  /** Rejects with StoreError: `unavailable` where all is well again, `damaged` where something stays missing. */
  check(): Promise<void> {
    const check = this.#last.then(() => this.#check());
    this.#last = check.catch(() => {});
    return check;
  }

  async #check(): Promise<void> {
    const broken = new Set<string>();
    for (const part of await this.#newParts()) {
      if (this.#checked.has(part)) continue;
      const [table = '', name = ''] = part.split(' ');
      if (await this.#isSound(table, name)) this.#checked.add(part);
      else broken.add(table);
    }
    if (broken.size === 0) return;
    for (const table of broken) await this.#takeOutBroken(table);
    throw new StoreError('unavailable', 'the disk ran full while the store was writing; what it had before is whole');
  }

  async #newParts(): Promise<string[]> {
    const answer = await this.#engine.read(
      `SELECT concat(table, ' ', name) AS part FROM system.parts
       WHERE database = 'weir' AND active AND toUnixTimestamp(modification_time) >= ${this.#since}`,
      'Native',
    );
    return readNative(answer).strings('part').values;
  }

  /** Reads all of the part. One that a merge has just replaced is not there any more, and its successor's turn comes. */
  async #isSound(table: string, name: string): Promise<boolean> {
    try {
      const answer = await this.#engine.read(`CHECK TABLE ${table} PART ${quoted(name)}`, 'RowBinary');
      const row = new ByteReader(answer);
      row.text();
      return row.uint8() === 1;
    } catch (error) {
      if (/NO_SUCH_DATA_PART/.test(String((error as Error).cause))) return true;
      throw error;
    }
  }

  /** Loading the table anew sets aside what cannot be read, and takes up again what that was made of. */
  async #takeOutBroken(table: string): Promise<void> {
    await this.#engine.execute(`DETACH TABLE ${table} SYNC`);
    await this.#engine.execute(`ATTACH TABLE ${table}`);
    for (const part of await missingParts(this.#engine)) {
      const name = parsePartName(part.name);
      if (!name || name.first !== name.last) throw new StoreError('damaged', `${part.table} has lost ${part.name}`);
      await dropSetAside(this.#engine, part); // an insert that nobody was told of
    }
  }
}

const CLOCK_SECONDS = 5; // a part's time is cut to whole seconds, and is a moment older than its last byte
