import type { Heartbeat, HeartbeatInput } from '../ingest/heartbeat.ts';
import { IngestFault } from '../ingest/ingest-fault.ts';
import type { Ledger } from '../ingest/ledger.ts';
import { RecordBook } from '../repair/record-book.ts';
import type { Repairs } from '../repair/repairs.ts';
import type { RejectReason } from '../usage/segment.ts';
import type { LedgerEntry, UsageStore } from '../usage/usage-store.ts';
import { type AgentHead, detailsOf, reportOf } from './agent-report.ts';
import { type BookLimits, HeartbeatBook } from './heartbeat-book.ts';
import { HEADS_RECORD, KeptHeads } from './kept-heads.ts';
import { SilenceWatch } from './silence-watch.ts';
import { type SourceState, sourceState } from './source-state.ts';
import { type SourceStream, sourceStreams } from './source-streams.ts';

/** Where usage comes from: a node with an agent, or one that only ever used `weir ingest`. */
export interface Source extends SourceHead {
  readonly inputs: readonly HeartbeatInput[];
  readonly streams: readonly SourceStream[];
}

/** The short part, which costs nothing to ask for. */
export interface SourceHead {
  readonly identity: string;
  /** What it is called now. */
  readonly node: string;
  readonly kind: 'agent' | 'ingest';
  readonly state: SourceState;
  /** It stored usage or has a token of its own; false for what may be an invented name. */
  readonly isTrusted: boolean;
  /** Absent where there is no agent. */
  readonly agent?: AgentHead;
}

export interface SourcesOptions {
  readonly store: UsageStore;
  readonly ledger: Ledger;
  readonly repairs: Pick<Repairs, 'nodes' | 'rules'>;
  /** When the server starts, Unix milliseconds. */
  readonly now: number;
  /** Tests have less room. */
  readonly limits?: BookLimits;
}

/** How a heartbeat came in. */
export interface Arrival {
  readonly address?: string;
  /** The token speaks for this node only. */
  readonly hasOwnToken: boolean;
  /** Unix milliseconds. */
  readonly now: number;
}

// What one answer shows: some megabytes. Few nodes are shown with all that they said, thousands with their busiest streams.
const SHOWN_STREAMS = 20_000;
const MOST_OF_A_NODE = 2000;
const LEAST_OF_A_NODE = 20;

/**
 * What the server knows about where its usage comes from: the ledger (what is stored) joined with the agents' heartbeats (how
 * they are). Heartbeats decide nothing about usage; they are kept in memory, and the newest ones' heads in the store.
 */
export class Sources {
  readonly #options: SourcesOptions;
  readonly #book: HeartbeatBook;
  readonly #kept: KeptHeads;
  readonly #watch = new SilenceWatch();

  private constructor(options: SourcesOptions, kept: KeptHeads) {
    this.#options = options;
    this.#kept = kept;
    this.#book = new HeartbeatBook(options.limits);
    for (const head of kept.read()) this.#book.put({ head, isTrusted: true, details: '' });
  }

  /** Rejects with StoreError. */
  static async open(options: SourcesOptions): Promise<Sources> {
    return new Sources(options, new KeptHeads(await RecordBook.open(options.store, HEADS_RECORD)));
  }

  /** Takes a heartbeat. Throws IngestFault 403 for a retired node. */
  heard(heartbeat: Heartbeat, { address, hasOwnToken, now }: Arrival): void {
    const { ledger, repairs } = this.#options;
    if (repairs.rules.isRetired(heartbeat.node)) throw IngestFault.retired(heartbeat.node);
    const identity = repairs.rules.identityOf(heartbeat.node);
    const previous = this.#book.get(identity);
    this.#book.put(reportOf(heartbeat, { identity, address, hasOwnToken, now, ledger, previous }));
  }

  /** Every agent, in no particular order. */
  agents(now: number): SourceHead[] {
    return [...this.#book.values()].map(({ head }) => this.#headOf(head.identity, now));
  }

  head(identity: string, now: number): SourceHead {
    return this.#headOf(identity, now);
  }

  /** Every source by name, or one by its identity, whole. */
  list(now: number, only?: string): Source[] {
    const segments = this.#segments(only);
    const share = Math.floor(SHOWN_STREAMS / segments.size);
    const limit = Math.min(MOST_OF_A_NODE, Math.max(LEAST_OF_A_NODE, share));
    const sources = [...segments].map(([identity, entries]) => {
      const details = detailsOf(this.#book.get(identity));
      const streams = sourceStreams(entries, details, limit);
      return { ...this.#headOf(identity, now), inputs: details.inputs, streams };
    });
    return sources.sort((a, b) => (a.node < b.node ? -1 : 1));
  }

  /** Lines of stored segments that were rejected, by node (its name) and reason. */
  rejects(): Map<string, Map<RejectReason, number>> {
    const sums = new Map<string, Map<RejectReason, number>>();
    for (const { node, rejects } of this.#options.ledger.entries()) {
      for (const [reason, count] of Object.entries(rejects) as [RejectReason, number][]) {
        const own = sums.get(node) ?? new Map<RejectReason, number>();
        sums.set(node, own.set(reason, (own.get(reason) ?? 0) + count));
      }
    }
    return new Map([...sums].map(([identity, own]) => [this.#options.repairs.nodes.nameOf(identity), own]));
  }

  /** The agents that have become silent since the last call, and those that are back, by name. */
  changes(now: number): ReturnType<SilenceWatch['look']> {
    return this.#watch.look(this.agents(now).flatMap(({ state, node }) => (state === 'silent' ? [node] : [])));
  }

  /** Writes down who was heard, where it is time to. Rejects with StoreError. */
  keep(now: number): Promise<void> {
    const heads = [...this.#book.values()].filter(({ isTrusted }) => isTrusted).map(({ head }) => head);
    return this.#kept.keep(heads, now);
  }

  #headOf(identity: string, now: number): SourceHead {
    const { head: agent, isTrusted = true } = this.#book.get(identity) ?? {};
    const { name, retired } = this.#options.repairs.nodes.record(identity);
    const state = sourceState(agent, { isRetired: retired, now, serverStarted: this.#options.now });
    return { identity, node: name, kind: agent ? 'agent' : 'ingest', state, isTrusted, ...(agent && { agent }) };
  }

  /** The ledger's entries of each node that is known at all. */
  #segments(only: string | undefined): Map<string, LedgerEntry[]> {
    const agents = [...this.#book.values()].map(({ head }) => head.identity);
    const known = new Map<string, LedgerEntry[]>(agents.map((identity) => [identity, []]));
    for (const entry of this.#options.ledger.entries()) {
      const own = known.get(entry.node);
      if (own) own.push(entry);
      else known.set(entry.node, [entry]);
    }
    return only === undefined ? known : new Map([...known].filter(([identity]) => identity === only));
  }
}
