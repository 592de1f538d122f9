import type { StreamIdentity } from '../usage/segment.ts';
import { type LedgerEntry, storedVersion, type UsageStore } from '../usage/usage-store.ts';

/**
 * The newest metering of every segment, in memory: read from the store at start, updated by what this process stores.
 * One entry per 64 MiB of log ever metered and not forgotten: 100,000 of them stand for 6 TB of logs.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  /** Segments by stream and index, whatever their node: copies of one log under two names meet here. */
  readonly #copies = new Map<string, string[]>();

  static async load(store: Pick<UsageStore, 'ledger'>): Promise<Ledger> {
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

  entries(): Iterable<LedgerEntry> {
    return this.#entries.values();
  }

  /** Every segment of a stream, by index. */
  stream({ node, stream }: StreamIdentity): LedgerEntry[] {
    const own = [...this.#entries.values()].filter((entry) => entry.node === node && entry.stream === stream);
    return own.sort((a, b) => a.index - b.index);
  }

  /** The same bytes metered under other nodes: a possible double count, or just idle nodes that look alike. */
  twins({ node, stream, index, bytes, digest }: LedgerEntry): LedgerEntry[] {
    const copies = (this.#copies.get(`${stream} ${index}`) ?? []).map((segment) => this.#entries.get(segment)!);
    return copies.filter((copy) => copy.node !== node && copy.bytes === bytes && copy.digest === digest && bytes > 0);
  }

  /** Keeps the entry unless a newer one is known. */
  record(entry: LedgerEntry): void {
    const known = this.#entries.get(entry.segment);
    if (known && storedVersion(known) > storedVersion(entry)) return;
    this.#entries.set(entry.segment, entry);
    if (known) return;
    const key = `${entry.stream} ${entry.index}`;
    const copies = this.#copies.get(key);
    if (copies) copies.push(entry.segment);
    else this.#copies.set(key, [entry.segment]);
  }
}
