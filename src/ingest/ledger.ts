import { type LedgerEntry, storedVersion, type UsageStore } from '../usage/usage-store.ts';

/**
 * The newest metering of every segment, in memory: read from the store at start, updated by what this process stores.
 * One entry per 64 MiB of log ever metered and not forgotten: 100,000 of them stand for 6 TB of logs.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();

  static async load(store: UsageStore): Promise<Ledger> {
    const ledger = new Ledger();
    for (const entry of await store.ledger()) ledger.record(entry);
    return ledger;
  }

  get(segment: string): LedgerEntry | undefined {
    return this.#entries.get(segment);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Keeps the entry unless a newer one is known: acknowledgements may overtake each other. */
  record(entry: LedgerEntry): void {
    const known = this.#entries.get(entry.segment);
    if (!known || storedVersion(known) <= storedVersion(entry)) this.#entries.set(entry.segment, entry);
  }
}
