import type { SegmentSource } from './segment-source.ts';
import type { StateFolder } from './state-folder.ts';

const INTERVAL_MS = 30_000;
const SPOOL_MS = 2000;

/**
 * Writes checkpoints now and then: every 30 s, and soon after the spool changed, because a checkpoint that counts on a
 * file that was delivered meanwhile is not used by the next start.
 */
export class Checkpointing {
  readonly #state: StateFolder;
  #savedAt: number;
  #savedSpool = '';

  constructor(state: StateFolder, now: number) {
    this.#state = state;
    this.#savedAt = now;
    this.#savedSpool = state.spool.names.join();
  }

  /** `now` in Unix milliseconds. */
  async turn(now: number, source: SegmentSource): Promise<void> {
    const age = now - this.#savedAt;
    const isDue = age >= INTERVAL_MS || age < 0; // the clock was set back
    const isStale = age >= SPOOL_MS && this.#state.spool.names.join() !== this.#savedSpool;
    if (isDue || isStale) await this.save(now, source);
  }

  async save(now: number, source: SegmentSource): Promise<void> {
    this.#savedAt = now;
    this.#savedSpool = this.#state.spool.names.join();
    await this.#state.save(source.checkpoint());
  }
}
