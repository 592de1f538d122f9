import type { AgentReport } from './agent-report.ts';

/** Nodes that are remembered by their heartbeats. */
export const MAX_AGENTS = 10_000;
/** Characters of inputs and streams over all nodes: some 250,000 streams. */
export const MAX_DETAIL_CHARACTERS = 64 * 2 ** 20;

export interface BookLimits {
  readonly agents: number;
  readonly detailCharacters: number;
}

/**
 * The newest heartbeat of every node, in bounded memory. Who holds a token for any node can invent names; so where there
 * is no more room, nodes that are not trusted go first, the one that was silent for longest before the others. Where
 * it is the details that are too long, the same nodes lose only those.
 *
 *     book.put(report)                      // the newest now
 *     book.get('edge-1')?.head.receivedAt
 */
export class HeartbeatBook {
  readonly #reports = new Map<string, AgentReport>(); // the longest silent first
  readonly #limits: BookLimits;
  #detailCharacters = 0;

  constructor(limits: BookLimits = { agents: MAX_AGENTS, detailCharacters: MAX_DETAIL_CHARACTERS }) {
    this.#limits = limits;
  }

  get(identity: string): AgentReport | undefined {
    return this.#reports.get(identity);
  }

  values(): Iterable<AgentReport> {
    return this.#reports.values();
  }

  get size(): number {
    return this.#reports.size;
  }

  put(report: AgentReport): void {
    const { identity } = report.head;
    this.#remove(identity);
    this.#add(identity, report);
    while (this.#reports.size > this.#limits.agents) this.#remove(this.#firstToGo(() => true, report));
    while (this.#detailCharacters > this.#limits.detailCharacters) {
      this.#dropDetails(this.#firstToGo(({ details }) => details !== '', report));
    }
  }

  #add(identity: string, report: AgentReport): void {
    this.#reports.set(identity, report);
    this.#detailCharacters += report.details.length;
  }

  #remove(identity: string): void {
    const report = this.#reports.get(identity);
    if (!report) return;
    this.#reports.delete(identity);
    this.#detailCharacters -= report.details.length;
  }

  #dropDetails(identity: string): void {
    const report = this.#reports.get(identity)!;
    this.#detailCharacters -= report.details.length;
    this.#reports.set(identity, { ...report, details: '' }); // keeps its place
  }

  /** Among those that pass. Nobody who is trusted goes for a newcomer who is not. */
  #firstToGo(passes: (report: AgentReport) => boolean, newcomer: AgentReport): string {
    let oldest: string | undefined;
    for (const [identity, report] of this.#reports) {
      if (identity === newcomer.head.identity || !passes(report)) continue;
      if (!report.isTrusted) return identity;
      oldest ??= identity;
    }
    return newcomer.isTrusted ? (oldest ?? newcomer.head.identity) : newcomer.head.identity;
  }
}
