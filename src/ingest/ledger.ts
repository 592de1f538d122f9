import { SEGMENT_BYTES, type StreamIdentity } from '../usage/segment.ts';
import { type LedgerEntry, storedVersion, type UsageStore } from '../usage/usage-store.ts';

/** How far a stream was ever stored. */
export interface StreamExtent {
  /** End of the last stored line, in uncompressed bytes of the stream. */
  readonly end: number;
  /** The newest minute with a row, Unix seconds; 0 when there is none. */
  readonly lastMinute: number;
}

/**
 * The newest metering of every segment, in memory: read from the store at start, updated by what this process stores.
 * One entry per 64 MiB of log ever metered and not forgotten: 100,000 of them stand for 6 TB of logs.
 */
export class Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  /** Segments by stream and index, whatever their node: copies of one log under two names meet here. */
  readonly #copies = new Map<string, string[]>();
  readonly #extents = new Map<string, Map<string, StreamExtent>>();

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

  /** true for a node (an identity) that ever stored a segment. */
  hasNode(node: string): boolean {
    return this.#extents.has(node);
  }

  /** How far a stream is stored; undefined when nothing of it is. Costs nothing. */
  extent({ node, stream }: StreamIdentity): StreamExtent | undefined {
    return this.#extents.get(node)?.get(stream);
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
    this.#extend(entry);
    if (known) return;
    const key = `${entry.stream} ${entry.index}`;
    const copies = this.#copies.get(key);
    if (copies) copies.push(entry.segment);
    else this.#copies.set(key, [entry.segment]);
  }

  #extend({ node, stream, index, bytes, lastMinute }: LedgerEntry): void {
    const streams = this.#extents.get(node) ?? new Map<string, StreamExtent>();
    this.#extents.set(node, streams);
    const { end, lastMinute: before } = streams.get(stream) ?? { end: 0, lastMinute: 0 };
    const reached = index * SEGMENT_BYTES + bytes;
    streams.set(stream, { end: Math.max(end, reached), lastMinute: Math.max(before, lastMinute) });
  }
}
