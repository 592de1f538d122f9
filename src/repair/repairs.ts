import type { IngestRules } from '../ingest/ingest-rules.ts';
import type { Ledger } from '../ingest/ledger.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { NODE_RECORD } from './node-record.ts';
import { Nodes } from './nodes.ts';
import { RecordBook } from './record-book.ts';
import { REMOVAL_RECORD } from './removal.ts';
import { Removals } from './removals.ts';
import { storedRules } from './stored-rules.ts';

/** What operators may do to usage and nodes, and the rules that follow from what they did. */
export interface Repairs {
  readonly nodes: Nodes;
  readonly removals: Removals;
  /** For the receiver: in step with the other two from the moment something is durable. */
  readonly rules: IngestRules;
}

export interface RepairsOptions {
  readonly store: UsageStore;
  readonly ledger: Ledger;
  /** Resolves when what the receiver had begun to take is stored or refused. */
  readonly settled: () => Promise<void>;
}

/** Reads the operators' records and finishes what a kill interrupted. Rejects with StoreError. */
export async function openRepairs({ store, ledger, settled }: RepairsOptions): Promise<Repairs> {
  const [names, book] = await Promise.all([
    RecordBook.open(store, NODE_RECORD),
    RecordBook.open(store, REMOVAL_RECORD),
  ]);
  const removals = new Removals({ store, ledger, book, settled });
  await removals.resume();
  return { nodes: new Nodes(ledger, names), removals, rules: storedRules(names, book) };
}
