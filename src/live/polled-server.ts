import { randomUUID } from 'node:crypto';
import { LiveMeter } from './live-meter.ts';
import type { HttpGet, LiveInput } from './live-server.ts';
import { doubtOf, type LiveState, type LiveStatus } from './live-status.ts';
import { type LiveParcel, Parcels } from './parcels.ts';
import { type PollEnd, Polling } from './polling.ts';
import { readState } from './read-state.ts';
import { LIVE_SERVERS } from './servers/index.ts';
import type { LiveEvent, SourceFault } from './snapshot.ts';
import type { StateStore } from './state-file.ts';

export interface PolledServerOptions {
  readonly node: string;
  readonly input: LiveInput;
  readonly get: HttpGet;
  readonly store: StateStore;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** How soon a new minute is sent, milliseconds. */
  readonly flushMs: number;
  /** Something arrived: `round` has work. */
  readonly onArrival?: () => void;
}

type Arrival = PollEnd | { readonly at: number; readonly event: LiveEvent };

const MOST_ARRIVALS = 100_000;
/** Hours that wait for a server of usage: a week. */
const MOST_CLOSED = 168;

/**
 * One live server of the config: polls it, takes its callbacks, meters both, keeps the state, and hands out what is due.
 * What left it was durable in its state before: so after a kill at any moment it goes on from there, and sends the same or
 * more, never less and never twice.
 */
export class PolledServer {
  readonly #options: PolledServerOptions;
  readonly #polling: Polling;
  #meter: LiveMeter | undefined;
  #parcels: Parcels | undefined;
  #arrivals: Arrival[] = [];
  /** Whatever could be sent is in the saved state. */
  #isSaved = false;
  /** The saved state would do, but has what a server has acknowledged meanwhile. */
  #isStale = false;
  #saveFault: string | undefined;
  #refusal: string | undefined;
  #startNote: string | undefined;
  #pollFault: SourceFault | undefined;
  #lastPoll: number | undefined;
  #missedPolls = 0;
  #viewers = 0;
  #publishers = 0;
  #lostHooks = 0;
  #isClosed = false;

  constructor(options: PolledServerOptions) {
    const { input, get, clock } = options;
    this.#options = options;
    this.#polling = new Polling({ input, server: LIVE_SERVERS[input.kind], get, clock });
  }

  /** Meters what arrived, saves it, and starts a poll where it is time; never waits for the server. */
  async round(now: number): Promise<void> {
    const meter = this.#meter ?? (await this.#load());
    if (!meter) return;
    this.#meterArrivals(meter, now);
    await this.#save(meter);
    if (meter.segments.closed.length < MOST_CLOSED) this.#polling.start(now, (end) => this.#arrive(end));
  }

  /** One callback of the server, as it came at `at`. Never throws. */
  hook(body: string, at: number): void {
    try {
      const event = LIVE_SERVERS[this.#options.input.kind].hookEvent?.(body);
      if (event) this.#arrive({ at, event });
    } catch {
      this.#lostHooks++;
    }
  }

  /** Polled once at least, with whatever end, and what that gave may leave; or it cannot be, which `status` says. */
  get isReady(): boolean {
    const isAsked = this.#lastPoll !== undefined || this.#pollFault !== undefined;
    return this.#saveFault !== undefined || (isAsked && this.#isSaved);
  }

  takeDue(now: number, all: boolean): LiveParcel | undefined {
    return this.#isSaved ? this.#parcels?.take(now, all) : undefined;
  }

  acknowledged(parcel: LiveParcel): void {
    this.#parcels!.acknowledged(parcel);
    this.#isStale ||= parcel.isClosed; // else a closed hour would be sent again after a restart; harmless, but for ever
  }

  returned(parcel: LiveParcel): void {
    this.#parcels!.returned(parcel);
  }

  refused(parcel: LiveParcel, message: string): void {
    const { index } = this.#parcels!.refused(parcel);
    this.#isStale = true;
    const hour = new Date(index * 3_600_000).toISOString();
    this.#refusal = `what was counted in the hour from ${hour} on was refused and is not counted: ${message}`;
  }

  status(now: number): LiveStatus {
    const { kind, url } = this.#options.input;
    const uncounted = this.#meter?.uncounted ?? {
      quarantinedBytes: 0,
      doubtfulReadings: 0,
      strangers: 0,
      lastDoubt: 0,
    };
    return {
      ...{ kind, url: withoutCredentials(url), ...this.#state(now) },
      ...{ lastPoll: this.#lastPoll ?? null, missedPolls: this.#missedPolls },
      ...{ viewers: this.#viewers, publishers: this.#publishers, uncounted, lostHooks: this.#lostHooks },
    };
  }

  /** Takes nothing more; what came until now is in the state. */
  async close(now: number): Promise<void> {
    this.#isClosed = true;
    if (!this.#meter) return;
    this.#meterArrivals(this.#meter, now);
    await this.#save(this.#meter);
  }

  #state(now: number): { state: LiveState; sentence: string } {
    const fault = this.#pollFault;
    if (this.#saveFault !== undefined) return { state: 'unsaved', sentence: this.#saveFault };
    if (this.#refusal !== undefined) return { state: 'refused', sentence: this.#refusal };
    const waiting = this.#meter?.segments.closed.length ?? 0;
    if (waiting >= MOST_CLOSED)
      return { state: 'behind', sentence: `${waiting} hours wait to be sent, so polling waits` };
    if (fault) return { state: fault.state, sentence: fault.message };
    if (this.#lastPoll === undefined) return { state: 'waiting', sentence: 'not polled yet' };
    const doubt = this.#meter && doubtOf(this.#meter.uncounted, now);
    if (doubt !== undefined) return { state: 'quarantined', sentence: doubt };
    return { state: 'ok', sentence: this.#startNote ?? `${this.#viewers} viewers, ${this.#publishers} publishers` };
  }

  #arrive(arrival: Arrival): void {
    if (this.#isClosed) return;
    if (this.#arrivals.length === MOST_ARRIVALS) this.#lostHooks++;
    else this.#arrivals.push(arrival);
    this.#options.onArrival?.();
  }

  #meterArrivals(meter: LiveMeter, now: number): void {
    const arrivals = this.#arrivals.sort((a, b) => a.at - b.at);
    this.#arrivals = [];
    for (const arrival of arrivals) this.#meterArrival(meter, arrival);
    meter.segments.tick(now);
    if (arrivals.length > 0) this.#isSaved = false;
  }

  #meterArrival(meter: LiveMeter, arrival: Arrival): void {
    if ('event' in arrival) meter.event(arrival.event, arrival.at);
    else this.#meterPoll(meter, arrival);
  }

  #meterPoll(meter: LiveMeter, { at, snapshot, fault }: PollEnd): void {
    this.#pollFault = fault;
    if (!snapshot) {
      this.#missedPolls++;
      return;
    }
    this.#lastPoll = at;
    this.#missedPolls = 0;
    this.#viewers = snapshot.readings.filter(({ role }) => role === 'play').length;
    this.#publishers = snapshot.readings.filter(({ role }) => role === 'publish').length;
    meter.snapshot(snapshot, at);
  }

  /** undefined where the state cannot be read now: beginning without it would give up what it holds. */
  async #load(): Promise<LiveMeter | undefined> {
    const { node, input, store, flushMs } = this.#options;
    const { kind, names, protocols, ceilingBps } = input;
    const url = withoutCredentials(input.url);
    const source = `${kind} ${url}`;
    try {
      const text = await store.read();
      const { state, reason } = text === undefined ? {} : readState(text, source);
      if (reason !== undefined) this.#startNote = `began anew, because ${reason}`;
      this.#meter = new LiveMeter(
        { source, names, ceilingBps, salt: randomUUID(), ...(protocols && { protocols }) },
        state,
      );
      this.#parcels = new Parcels(this.#meter.segments, { node, path: url, format: `live ${kind}` }, flushMs);
      return this.#meter;
    } catch (error) {
      this.#saveFault = `the state cannot be read: ${(error as Error).message}`;
      return undefined;
    }
  }

  /** Where it is not what it was. Parcels may be settled meanwhile. */
  async #save(meter: LiveMeter): Promise<void> {
    if (this.#isSaved && !this.#isStale) return;
    this.#isStale = false;
    try {
      await this.#options.store.write(JSON.stringify(meter.state()));
      this.#isSaved = true;
      this.#saveFault = undefined;
    } catch (error) {
      this.#isStale = true;
      this.#saveFault = `the state cannot be written, so nothing is sent: ${(error as Error).message}`;
    }
  }
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
