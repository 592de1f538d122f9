import { judge } from './counter-step.ts';
import type { Difference } from './counter-table.ts';
import type { StreamTotal } from './snapshot.ts';

/** A stream's total and what is known of it; plain JSON. */
interface Kept {
  readonly run: string;
  readonly id: string;
  /** Sent on connections that were seen, as far as it was seen. */
  known: number;
  /** Of the total beyond `known`: dealt with. */
  settled: number;
  /** Of `settled`: counted here. */
  counted: number;
  /** It was there before counting began. */
  isOlder: boolean;
  isListed: boolean;
  /** How long neither it nor a connection of it has been listed, in milliseconds of polling. */
  missingMs: number;
}

export interface StreamTotalsState {
  readonly kept: readonly Kept[];
  /** null: never. */
  readonly settledAt: number | null;
}

/** What was missing this long does not come back. */
export const KEEP_MS = 3_600_000;

/**
 * What a stream's total has beyond its connections: bytes of connections that ended, or lived, between two polls.
 *
 *     poll 1   total 900 = connections 500 + 400
 *     poll 2   total 1300, connection one 600, the other is gone     1300 - 600 - 400 = 300 were its tail
 *
 * A snapshot's totals are older than its connections' counters, so that a connection cannot be behind its total. One that
 * a poll missed is, and so is one whose closing total comes late: what it shows of itself later is taken back from what
 * was counted here, and where that was too much, the next total shows it again.
 */
export class StreamTotals {
  /** Totals that rose above the ceiling, and were not settled. */
  doubtful = 0;
  readonly #ceilingBps: number;
  readonly #kept = new Map<string, Kept>();
  #settledAt: number | undefined;

  constructor(ceilingBps: number, state: StreamTotalsState = { kept: [], settledAt: null }) {
    this.#ceilingBps = ceilingBps;
    this.#settledAt = state.settledAt ?? undefined;
    for (const one of state.kept) this.#kept.set(keyOf(one.run, one.id), { ...one });
  }

  state(): StreamTotalsState {
    return { kept: [...this.#kept.values()], settledAt: this.#settledAt ?? null };
  }

  /** A connection of the stream was seen to have sent so many bytes more; `isOlder`: it began before counting did. */
  raise(run: string, id: string, bytes: number, isOlder: boolean): void {
    const kept = this.#find(run, id);
    kept.known += Math.max(0, bytes);
    kept.isOlder ||= isOlder;
    kept.missingMs = 0;
  }

  /** How many of the `bytes` that a connection of the stream now shows were, or may have been, counted here already. */
  takeBack(run: string, id: string, bytes: number): number {
    const kept = this.#find(run, id);
    const taken = Math.min(bytes, kept.counted);
    kept.counted -= taken;
    kept.settled -= taken;
    return taken;
  }

  /** After the connections of the same snapshot. What streams had when counting began is not ours to count. */
  settle(run: string, totals: readonly StreamTotal[], at: number): Difference[] {
    const from = this.#settledAt;
    this.#settledAt = at;
    const found = totals.flatMap((total) => this.#settleOne(run, total, from, at));
    this.#forget();
    return found;
  }

  /** Before the connections of a snapshot: what it does not list is missing for `elapsed` milliseconds more ... */
  begin(elapsed: number): void {
    for (const kept of this.#kept.values()) kept.missingMs += elapsed;
  }

  #settleOne(run: string, total: StreamTotal, from: number | undefined, at: number): Difference[] {
    const kept = this.#find(run, total.id);
    const isFirst = !kept.isListed;
    kept.isListed = true;
    kept.missingMs = 0;
    const beyond = total.sentBytes - kept.known;
    if (from === undefined || (isFirst && kept.isOlder)) {
      kept.settled = Math.max(0, beyond);
      return [];
    }
    const playBytes = beyond - kept.settled;
    if (playBytes <= 0) return [];
    if (!this.#isPlausible(from, at, playBytes)) {
      this.doubtful++;
      return [];
    }
    kept.settled = beyond;
    kept.counted += playBytes;
    const { vhost, app, stream } = total;
    return [{ vhost, app, stream, protocol: '', from, to: at, playBytes, publishBytes: 0, requests: 0 }];
  }

  #find(run: string, id: string): Kept {
    const known = this.#kept.get(keyOf(run, id));
    if (known) return known;
    const nothing = { known: 0, settled: 0, counted: 0, isOlder: false, isListed: false, missingMs: 0 };
    const kept = { run, id, ...nothing };
    this.#kept.set(keyOf(run, id), kept);
    return kept;
  }

  /** ... and goes after an hour. */
  #forget(): void {
    for (const [key, { missingMs }] of this.#kept) if (missingMs > KEEP_MS) this.#kept.delete(key);
  }

  #isPlausible(from: number, at: number, playBytes: number): boolean {
    const nothing = { at: from, playBytes: 0, publishBytes: 0 };
    return judge(nothing, { at, playBytes, publishBytes: 0 }, this.#ceilingBps) === 'plausible';
  }
}

function keyOf(run: string, id: string): string {
  return `${run}\n${id}`;
}
