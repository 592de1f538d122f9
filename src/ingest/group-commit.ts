import type { StoredSegment, UsageStore } from '../usage/usage-store.ts';

interface Waiting {
  readonly segments: readonly StoredSegment[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// Rows that are written together at most: the block is built in memory. 500,000 rows are some 60 MB.
const MAX_ROWS = 500_000;

/**
 * Stores what arrives while the store is busy in one go, and tells each caller once its own is durable. A write costs some
 * twenty milliseconds, most of them waiting for the disk, however small it is: 200 senders that each wait for their
 * acknowledgement are served by a few dozen writes a second instead of by thousands.
 */
export class GroupCommit {
  readonly #store: Pick<UsageStore, 'put'>;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(store: Pick<UsageStore, 'put'>) {
    this.#store = store;
  }

  /** Resolves when the segments are durable; rejects with what the store said of them. */
  put(segments: readonly StoredSegment[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ segments, resolve, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    this.#isRunning = false;
  }

  #takeGroup(): Waiting[] {
    let rows = 0;
    let count = 0;
    for (const { segments } of this.#waiting) {
      rows += segments.reduce((sum, segment) => sum + segment.rows.length, 0);
      if (count > 0 && rows > MAX_ROWS) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** What fails together is tried one by one: a batch that the store cannot take harms no other. */
  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#store.put(group.flatMap(({ segments }) => segments));
      for (const { resolve } of group) resolve();
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else for (const one of group) await this.#commit([one]);
    }
  }
}
