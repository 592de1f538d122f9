import { judge, type Mark, stepBetween } from './counter-step.ts';
import type { CounterReading, LiveEvent, Snapshot, StreamPlace, StreamTotal } from './snapshot.ts';
import { KEEP_MS, StreamTotals, type StreamTotalsState } from './stream-totals.ts';
import { begunBy, firstSeen, isAnother, keyOf, markOf, type Tracked } from './tracked-counter.ts';

/** Bytes that a counter rose by, and when: what is counted. */
export interface Difference extends StreamPlace {
  readonly protocol: string;
  /** The bytes were sent in [from, to), Unix milliseconds; `to` alone where that is empty (a clock was set back). */
  readonly from: number;
  readonly to: number;
  readonly playBytes: number;
  readonly publishBytes: number;
  /** 1 with the first difference of a player's connection that was seen from its beginning. */
  readonly requests: 0 | 1;
}

/** What was not counted, since the table began. */
export interface Uncounted {
  /** Bytes of rises above the ceiling. */
  quarantinedBytes: number;
  /** Readings that were lower than what was counted, or too high. */
  doubtfulReadings: number;
  /** Closing totals of connections that nobody saw begin. */
  strangers: number;
  /** When a reading was last doubted or a rise quarantined, Unix milliseconds; 0: never. */
  lastDoubt: number;
}

/** The table as plain JSON. */
export interface CounterTableState {
  readonly horizon: number | null;
  readonly lastAt: number | null;
  readonly snapshots: number;
  readonly run: string;
  readonly tracked: readonly Tracked[];
  readonly totals: StreamTotalsState;
  readonly uncounted: Uncounted;
}

/** Nobody asked in a longer pause, so nothing was missing in it. */
const LONGEST_PAUSE_MS = 60_000;
/** An age is read by another clock, over a network: how much later a connection's birth may seem than it was. */
const BIRTH_SLACK_MS = 60_000;
/** How long, and how many, readings must agree with each other before what contradicts them is given up. */
const CONFIRM_MS = 60_000;
const CONFIRM_READINGS = 6;

/**
 * Counters of live servers -> what to count. In: snapshots and events; out: differences, each byte at most once.
 *
 *     table.snapshot(first, 0)          // []: what was there before is not ours to count
 *     table.snapshot(second, 10_000)    // [{ app: 'live', stream: 't1', from: 0, to: 10_000, playBytes: 1_120_000, ... }]
 *
 * A connection is counted from its beginning only where it must have begun after `horizon`: every counter that was seen
 * and that began later is still in the table, so an unknown one was never counted. Everything else follows: a restarted
 * server has other ids, a missed poll makes a longer interval, a poll that missed a connection finds it again.
 */
export class CounterTable {
  readonly uncounted: Uncounted = { quarantinedBytes: 0, doubtfulReadings: 0, strangers: 0, lastDoubt: 0 };
  readonly #ceilingBps: number;
  readonly #tracked = new Map<string, Tracked>();
  readonly #totals: StreamTotals;
  #horizon: number | undefined;
  /** Of the newest snapshot. */
  #lastAt: number | undefined;
  #snapshots = 0;
  #run = '';

  /** `ceilingBps`: the most that one counter may rise, bits per second. */
  constructor(ceilingBps: number, state?: CounterTableState) {
    this.#ceilingBps = ceilingBps;
    this.#totals = new StreamTotals(ceilingBps, state?.totals);
    if (!state) return;
    this.#horizon = state.horizon ?? undefined;
    this.#lastAt = state.lastAt ?? undefined;
    this.#snapshots = state.snapshots;
    this.#run = state.run;
    this.uncounted = { ...state.uncounted };
    for (const one of state.tracked) this.#tracked.set(keyOf(one.run, one.id), structuredClone(one));
  }

  state(): CounterTableState {
    const [tracked, totals, uncounted] = [[...this.#tracked.values()], this.#totals.state(), { ...this.uncounted }];
    const [horizon, lastAt] = [this.#horizon ?? null, this.#lastAt ?? null];
    return { horizon, lastAt, snapshots: this.#snapshots, run: this.#run, tracked, totals, uncounted };
  }

  /** The counters listed at `at`, Unix milliseconds. */
  snapshot({ run, ages, readings, totals = [] }: Snapshot, at: number): Difference[] {
    this.#horizon ??= at;
    this.#run = run;
    this.#begin(at);
    const found = readings.flatMap((reading) => this.#read(run, ages, reading, at));
    this.#forget();
    return [...found, ...this.#settle(run, totals, at)];
  }

  /** What the server told at `at`. */
  event(event: LiveEvent, at: number): Difference[] {
    const key = keyOf(event.run ?? this.#run, event.id);
    const known = this.#tracked.get(key);
    if (event.kind === 'ended') return known?.isNew ? this.#count(known, known.counted, known.counted) : [];
    if (event.kind === 'closed') return this.#close(known, event, at);
    if (!known) this.#tracked.set(key, begunBy(event, event.run ?? this.#run, at, this.#snapshots));
    return [];
  }

  #read(run: string, ages: Snapshot['ages'], reading: CounterReading, at: number): Difference[] {
    const key = keyOf(run, reading.id);
    let tracked = this.#tracked.get(key);
    if (!tracked || isAnother(tracked, reading, at, ages)) {
      tracked = firstSeen(run, reading, at, this.#horizon!);
      this.#tracked.set(key, tracked);
    }
    tracked.protocol ||= reading.protocol;
    tracked.ageMs = reading.ageMs;
    tracked.listedAt = at;
    tracked.missingMs = 0;
    if (tracked.isClosed) return [];
    const found = this.#advance(tracked, markOf(reading, at));
    if (!reading.total) return found;
    tracked.total ??= { id: reading.total.id, sentBytes: 0 };
    if (tracked.doubt) return found;
    tracked.seenIn = this.#snapshots;
    this.#raiseTotal(tracked, reading.total);
    return this.#withoutSettled(tracked, found); // what that takes too much, the snapshot's own totals show again
  }

  #raiseTotal(tracked: Tracked, { id, sentBytes }: { readonly id: string; readonly sentBytes: number }): void {
    const more = sentBytes - (tracked.total?.sentBytes ?? 0);
    this.#totals.raise(tracked.run, id, more, tracked.bornAt <= this.#horizon!);
    tracked.total = { id, sentBytes };
  }

  /** Bytes that were counted with the stream's total before are not counted again. */
  #withoutSettled({ run, total }: Tracked, found: readonly Difference[]): Difference[] {
    return found.map((difference) => {
      const taken = this.#totals.takeBack(run, total!.id, difference.playBytes);
      return { ...difference, playBytes: difference.playBytes - taken };
    });
  }

  #settle(run: string, totals: readonly StreamTotal[], at: number): Difference[] {
    const doubtful = this.#totals.doubtful;
    const found = this.#totals.settle(run, totals, at);
    if (this.#totals.doubtful > doubtful) this.uncounted.lastDoubt = at;
    this.uncounted.doubtfulReadings += this.#totals.doubtful - doubtful;
    return found;
  }

  /**
   * A reading that can follow what is counted is counted, whatever came between. Others wait: a glitch passes by itself, and
   * where they agree with each other for a minute the counter has jumped, and counting goes on from the last of them: the
   * first may have been the glitch.
   */
  #advance(tracked: Tracked, mark: Mark): Difference[] {
    const { counted, doubt } = tracked;
    if (this.#follows(counted, mark)) return this.#count(tracked, counted, mark);
    this.uncounted.doubtfulReadings++;
    this.uncounted.lastDoubt = mark.at;
    const { first, count } = doubt && this.#follows(doubt.newest, mark) ? doubt : { first: mark, count: 0 };
    tracked.doubt = { first, newest: mark, count: count + 1 };
    if (mark.at - first.at < CONFIRM_MS || count + 1 < CONFIRM_READINGS) return [];
    this.#quarantine(counted, mark);
    return this.#count(tracked, mark, mark);
  }

  #follows(from: Mark, to: Mark): boolean {
    return judge(from, to, this.#ceilingBps) === 'plausible';
  }

  #count(tracked: Tracked, from: Mark, to: Mark): Difference[] {
    const { vhost, app, stream, protocol, role } = tracked;
    const requests = tracked.isNew && role === 'play' ? 1 : 0;
    tracked.counted = to;
    tracked.doubt = undefined;
    tracked.isNew = false;
    const { playBytes, publishBytes } = stepBetween(from, to);
    if (playBytes + publishBytes + requests === 0) return [];
    return [{ vhost, app, stream, protocol, from: from.at, to: to.at, playBytes, publishBytes, requests }];
  }

  /** The rise between two marks stays uncounted for good. */
  #quarantine(from: Mark, to: Mark): void {
    const { playBytes, publishBytes } = stepBetween(from, to);
    this.uncounted.quarantinedBytes += Math.max(0, playBytes) + Math.max(0, publishBytes);
    this.uncounted.lastDoubt = to.at;
  }

  /** No reading follows that could confirm a total: what cannot be believed is quarantined. */
  #close(tracked: Tracked | undefined, event: LiveEvent & { kind: 'closed' }, at: number): Difference[] {
    if (!tracked) this.uncounted.strangers++;
    if (!tracked || tracked.isClosed) return [];
    tracked.isClosed = true;
    tracked.protocol ||= event.protocol;
    const isPlayer = tracked.role === 'play';
    const total = { at, playBytes: isPlayer ? event.sentBytes : 0, publishBytes: isPlayer ? 0 : event.receivedBytes };
    if (!this.#follows(tracked.counted, total)) {
      this.#quarantine(tracked.counted, total);
      return [];
    }
    const found = this.#count(tracked, tracked.counted, total);
    if (!tracked.total) return found;
    this.#raiseTotal(tracked, { ...tracked.total, sentBytes: event.sentBytes });
    // the last totals have no more of it than was counted, unless it was behind them
    return tracked.seenIn < this.#snapshots ? this.#withoutSettled(tracked, found) : found;
  }

  /** Before a snapshot: what it does not list is missing for longer ... */
  #begin(at: number): void {
    const elapsed = Math.min(Math.max(0, at - (this.#lastAt ?? at)), LONGEST_PAUSE_MS);
    this.#lastAt = at;
    this.#snapshots++;
    this.#totals.begin(elapsed);
    for (const tracked of this.#tracked.values()) tracked.missingMs += elapsed;
  }

  /** ... and is forgotten after an hour: a poll may miss a connection that is there, and a closing total may come late. */
  #forget(): void {
    for (const [key, { missingMs, bornAt }] of this.#tracked) {
      if (missingMs <= KEEP_MS) continue;
      this.#tracked.delete(key);
      this.#horizon = Math.max(this.#horizon!, bornAt + BIRTH_SLACK_MS);
    }
  }
}
