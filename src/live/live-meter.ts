import { createHash } from 'node:crypto';
import { METER_REVISION } from '../usage/segment.ts';
import { CounterTable, type CounterTableState, type Difference, type Uncounted } from './counter-table.ts';
import { type DomainNames, domainOf } from './domain-names.ts';
import { LiveSegments, type LiveSegmentsState } from './live-segments.ts';
import type { CounterReading, LiveEvent, Snapshot, StreamPlace } from './snapshot.ts';

export interface LiveMeterOptions {
  /** Names the source for ever, such as 'srs http://127.0.0.1:1985'. */
  readonly source: string;
  readonly names: DomainNames;
  /** Only these protocols count here; absent = all. The others are metered elsewhere, by a log. */
  readonly protocols?: readonly string[];
  /** The most that one counter may rise, bits per second. */
  readonly ceilingBps: number;
  /** Never the same for two starts of a poller; it only goes into the names of streams. */
  readonly salt: string;
}

/** All that a restarted meter needs; plain JSON. What leaves the meter must be in a state that is durable. */
export interface LiveMeterState {
  readonly kind: 'weir live 1';
  readonly source: string;
  readonly table: CounterTableState;
  readonly segments: LiveSegmentsState;
}

/**
 * Meters one live server. In: its snapshots and events, each with the instant at which it came; out: segments.
 *
 *     const meter = new LiveMeter({ source: 'srs http://127.0.0.1:1985', names: {}, ceilingBps: 1e11, salt });
 *     meter.snapshot(snapshot, now);
 *     save(meter.state());                    // first: a counter cannot be read again
 *     send(meter.segments.open?.draft());
 *
 * Bytes are counted by counter-table.ts, at most once; this adds them up in hours.
 */
export class LiveMeter {
  readonly segments: LiveSegments;
  readonly #options: LiveMeterOptions;
  readonly #table: CounterTable;

  /** `state` is of the same source. */
  constructor(options: LiveMeterOptions, state?: LiveMeterState) {
    this.#options = options;
    this.#table = new CounterTable(options.ceilingBps, state?.table);
    this.segments = new LiveSegments(options.source, meterHashOf(options), options.salt, state?.segments);
  }

  state(): LiveMeterState {
    const { source } = this.#options;
    return { kind: 'weir live 1', source, table: this.#table.state(), segments: this.segments.state() };
  }

  get uncounted(): Readonly<Uncounted> {
    return this.#table.uncounted;
  }

  /** `at`: when the server had answered, Unix milliseconds. */
  snapshot(snapshot: Snapshot, at: number): void {
    this.#count(this.#table.snapshot(snapshot, at), at);
    this.#countViewers(snapshot.readings, at);
  }

  event(event: LiveEvent, at: number): void {
    this.#count(this.#table.event(event, at), at);
  }

  #count(differences: readonly Difference[], at: number): void {
    for (const difference of differences) {
      if (!this.#counts(difference.protocol)) continue;
      const segment = this.segments.at(at);
      segment.steps++;
      segment.tally.add(this.#domainOf(difference), difference, segment.raise(at));
    }
  }

  #countViewers(readings: readonly CounterReading[], at: number): void {
    const players = readings.filter(({ role, protocol }) => role === 'play' && this.#counts(protocol));
    for (const { place, domain, count } of this.#byStream(players)) {
      const segment = this.segments.at(at);
      segment.tally.viewers(domain, place, count, at, () => segment.raise(at));
    }
  }

  #byStream(players: readonly CounterReading[]): { place: StreamPlace; domain: string; count: number }[] {
    const streams = new Map<string, { place: StreamPlace; domain: string; count: number }>();
    for (const place of players) {
      const domain = this.#domainOf(place);
      const key = JSON.stringify([domain, place.app, place.stream]);
      const known = streams.get(key);
      if (known) known.count++;
      else streams.set(key, { place, domain, count: 1 });
    }
    return [...streams.values()];
  }

  #domainOf(place: StreamPlace): string {
    return domainOf(place, this.#options.names);
  }

  #counts(protocol: string): boolean {
    return this.#options.protocols?.includes(protocol) ?? true;
  }
}

/** Whatever decides what is counted for whom. */
function meterHashOf({ names, protocols, ceilingBps }: LiveMeterOptions): string {
  const parts = ['live', METER_REVISION, Object.entries(names).sort(), [...(protocols ?? ['*'])].sort(), ceilingBps];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
