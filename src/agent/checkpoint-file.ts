import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../ingest/write-durably.ts';

/** A checkpoint that may be used, or why there is none. No reason: a first start. */
export type LoadedCheckpoint =
  | { readonly checkpoint: unknown; readonly reason?: undefined }
  | { readonly checkpoint?: undefined; readonly reason?: string };

interface Saved {
  readonly kind: string;
  readonly node: string;
  /** What was in the spool: the checkpoint counts segments as delivered that wait there. */
  readonly spool: readonly string[];
  readonly checkpoint: unknown;
}

const KIND = 'weir agent checkpoint 1';
const NAME = 'checkpoint.json';

/**
 * The agent's memory between two runs: how far each log was read. It only saves time, so whatever is odd about it is a
 * reason to do without, and to read the logs again from their beginning.
 *
 *     { "kind": "weir agent checkpoint 1", "node": "edge-1", "spool": ["001790827500017.batch"], "checkpoint": ... }
 */
export class CheckpointFile {
  readonly #folder: string;
  readonly #node: string;
  #saved = '';

  constructor(folder: string, node: string) {
    this.#folder = folder;
    this.#node = node;
  }

  /**
   * `spool`: the names of the files that are there. One that the checkpoint relies on and that is missing was either
   * delivered since or lost; only reading the log again tells.
   */
  async load(spool: readonly string[]): Promise<LoadedCheckpoint> {
    let saved: Partial<Saved> | null;
    try {
      saved = JSON.parse(await readFile(join(this.#folder, NAME), 'utf8')) as Partial<Saved> | null;
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return isMissing ? {} : { reason: `it cannot be read: ${(error as Error).message}` };
    }
    if (saved?.kind !== KIND) return { reason: 'it is none of this version' };
    if (saved.node !== this.#node) return { reason: `it is of the node ${saved.node}` };
    if (!saved.spool?.every((name) => spool.includes(name)))
      return { reason: 'spooled batches that it counts on are gone' };
    return { checkpoint: saved.checkpoint };
  }

  /** Writes it where it differs from what was written last. Rejects where it cannot be written. */
  async save(checkpoint: unknown, spool: readonly string[]): Promise<void> {
    const text = JSON.stringify({ kind: KIND, node: this.#node, spool, checkpoint } satisfies Saved);
    if (text === this.#saved) return;
    await writeDurably(this.#folder, NAME, [Buffer.from(text)]);
    this.#saved = text;
  }

  async remove(): Promise<void> {
    this.#saved = '';
    await rm(join(this.#folder, NAME), { force: true });
  }
}
