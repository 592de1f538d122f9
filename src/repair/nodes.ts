import type { Ledger } from '../ingest/ledger.ts';
import { TurnTaking } from '../ingest/turn-taking.ts';
import type { LedgerEntry } from '../usage/usage-store.ts';
import { type NodeRecord, plainNode } from './node-record.ts';
import { type NodeSummary, nodeSummary, type StreamSummary, streamSummaries } from './node-summary.ts';
import type { RecordBook } from './record-book.ts';
import { RepairFault } from './repair-fault.ts';

/**
 * The nodes that ever sent usage, under whatever name: a node may be asked for by each that it has or had.
 *
 *     await nodes.rename('edge-1', 'paris-1');
 *     nodes.identityOf('paris-1')     // 'edge-1': its segments stay where they are
 *
 * Throws (or rejects with) RepairFault: 404 for a node that nobody knows, 409 for a name that another one has.
 */
export class Nodes {
  readonly #ledger: Ledger;
  readonly #book: RecordBook<NodeRecord>;
  readonly #turns = new TurnTaking();

  constructor(ledger: Ledger, book: RecordBook<NodeRecord>) {
    this.#ledger = ledger;
    this.#book = book;
  }

  /** Sorted by name. `others` are nodes (identities) that are known from elsewhere, and may have sent nothing yet. */
  list(others: Iterable<string> = []): NodeSummary[] {
    const named = [...others, ...this.#book.values().map(({ identity }) => identity)];
    const entries = new Map<string, LedgerEntry[]>(named.map((identity) => [identity, []]));
    for (const entry of this.#ledger.entries()) {
      const own = entries.get(entry.node);
      if (own) own.push(entry);
      else entries.set(entry.node, [entry]);
    }
    const summaries = [...entries].map(([identity, own]) => nodeSummary(this.record(identity), own, this.#ledger));
    return summaries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  streams(name: string): StreamSummary[] {
    const identity = this.identityOf(name);
    return streamSummaries([...this.#ledger.entries()].filter(({ node }) => node === identity));
  }

  identityOf(name: string): string {
    const identity = this.#holder(name);
    if (identity !== undefined) return identity;
    throw new RepairFault(404, 'unknown-node', `no node ${JSON.stringify(name)} ever sent usage`);
  }

  /** What a node is called now. */
  nameOf(identity: string): string {
    return this.record(identity).name;
  }

  /** What was decided about a node, if anything was. */
  record(identity: string): NodeRecord {
    return this.#book.get(identity) ?? plainNode(identity);
  }

  rename(name: string, newName: string): Promise<NodeRecord> {
    return this.#change(name, (node) => {
      const holder = this.#holder(newName);
      if (holder !== undefined && holder !== node.identity) {
        const message = `the name ${JSON.stringify(newName)} is in use by another node; choose one that no node has or had`;
        throw new RepairFault(409, 'name-in-use', message);
      }
      return { ...node, name: newName, names: [...new Set([...node.names, newName])] };
    });
  }

  retire(name: string): Promise<NodeRecord> {
    return this.#change(name, (node) => ({ ...node, retired: true }));
  }

  unretire(name: string): Promise<NodeRecord> {
    return this.#change(name, (node) => ({ ...node, retired: false }));
  }

  #change(name: string, changed: (node: NodeRecord) => NodeRecord): Promise<NodeRecord> {
    return this.#turns.take('nodes', async () => {
      const record = changed(this.record(this.identityOf(name)));
      await this.#book.put(record.identity, record);
      return record;
    });
  }

  /** The identity of the node that has or had a name. */
  #holder(name: string): string | undefined {
    const renamed = this.#book.values().find(({ names }) => names.includes(name));
    if (renamed) return renamed.identity;
    for (const { node } of this.#ledger.entries()) if (node === name) return name;
    return undefined;
  }
}
