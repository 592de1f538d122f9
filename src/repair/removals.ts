import type { Ledger } from '../ingest/ledger.ts';
import { TurnTaking } from '../ingest/turn-taking.ts';
import type { UsageSelection } from '../usage/selection.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { markDays } from './mark-days.ts';
import type { RecordBook } from './record-book.ts';
import { concerns, type Removal, type RemovalScope, type RemovedUsage, removalId } from './removal.ts';
import { RepairFault } from './repair-fault.ts';

export interface RemovalsOptions {
  readonly store: UsageStore;
  readonly ledger: Ledger;
  readonly book: RecordBook<Removal>;
  /** Resolves when what the receiver had begun to take is stored or refused. */
  readonly settled: () => Promise<void>;
}

/** Who decides, and when (Unix milliseconds). */
export interface Act {
  readonly by: string;
  readonly at: number;
}

/**
 * Removes wrong usage for good:
 *
 *     preview   what a scope holds now; changes nothing
 *     remove    writes the removal down, then zeros: a kill in between is made good by `resume` at the next start
 *     undo      lets the logs' rows in again; they come with the next ingest --replace
 *
 * All of them reject with StoreError where the store cannot do it, RepairFault where there is no such stream or removal.
 */
export class Removals {
  readonly #options: RemovalsOptions;
  readonly #turns = new TurnTaking();

  constructor(options: RemovalsOptions) {
    this.#options = options;
  }

  /** Every removal, the newest first. */
  list(): Removal[] {
    return this.#options.book.values().sort((a, b) => b.at - a.at);
  }

  async preview(scope: RemovalScope): Promise<RemovedUsage> {
    this.#requireStream(scope);
    const { rows, requests, bytes } = await this.#options.store.selectionTotals(this.#selectionOf(scope));
    return { rows, requests, bytes };
  }

  remove(scope: RemovalScope, reason: string, act: Act): Promise<Removal> {
    return this.#inTurn(async () => {
      await this.#applyOpen(); // what an earlier fault of the store left
      const undecided = { ...scope, reason, ...act, removed: await this.preview(scope), applied: false };
      const removal = { ...undecided, id: removalId(undecided) };
      await this.#options.book.put(removal.id, removal); // from here on the receiver lets none of it in
      return this.#apply(removal);
    });
  }

  undo(id: string, { by, at }: Act): Promise<Removal> {
    return this.#inTurn(async () => {
      const removal = this.#options.book.get(id);
      if (!removal) throw new RepairFault(404, 'unknown-removal', `nothing was removed under the id ${quoted(id)}`);
      if (removal.undone) return removal;
      const undone = { ...removal, undone: { by, at } };
      await this.#options.book.put(id, undone);
      return undone;
    });
  }

  /** Finishes what was written down and not carried out. To be called before anything is answered. */
  resume(): Promise<void> {
    return this.#inTurn(() => this.#applyOpen());
  }

  async #applyOpen(): Promise<void> {
    const open = this.#options.book.values().filter(({ applied, undone }) => !applied && !undone);
    for (const removal of open) await this.#apply(removal);
  }

  /** Safe to repeat. The sums written down first stay, where they are more: a repetition finds only what was left. */
  async #apply(removal: Removal): Promise<Removal> {
    const { store, book, settled } = this.#options;
    await settled(); // rows admitted before the removal was written down
    const { segments, ...found } = await store.zeroRows(this.#selectionOf(removal));
    await markDays(segments, removal, this.#options);
    const applied = { ...removal, removed: found.rows > removal.removed.rows ? found : removal.removed, applied: true };
    await book.put(removal.id, applied);
    return applied;
  }

  #selectionOf(scope: RemovalScope): UsageSelection {
    const { domain, node, stream, from, to } = scope;
    const isAll = node === undefined && stream === undefined;
    return { domain, start: from, end: to, ...(!isAll && { segments: this.#segmentsOf(scope) }) };
  }

  #segmentsOf(scope: RemovalScope): string[] {
    return [...this.#options.ledger.entries()].filter((entry) => concerns(scope, entry)).map(({ segment }) => segment);
  }

  #requireStream(scope: RemovalScope): void {
    if (scope.stream === undefined || this.#segmentsOf(scope).length > 0) return;
    const where = scope.node === undefined ? '' : ` of node ${quoted(scope.node)}`;
    throw new RepairFault(404, 'unknown-stream', `there is no stream ${quoted(scope.stream)}${where}`);
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#turns.take('removals', task);
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
