import type { CounterReading, LiveEvent, Snapshot, StreamTotal } from '../../src/live/snapshot.ts';

interface Connection {
  readonly id: string;
  readonly role: 'play' | 'publish';
  readonly stream: SimulatedStream;
  readonly bornAt: number;
  bytes: number;
}

interface SimulatedStream {
  readonly id: string;
  readonly name: string;
  sentBytes: number;
}

/**
 * A live server that knows the truth: what it really sent. Connections come and go, it restarts, its ids are drawn anew or
 * used again. Time moves only by `pass`.
 *
 *     const server = new SimulatedServer({ reusesIds: false, hasTotals: true });
 *     server.open('play', 't1');
 *     server.pass(1000, 50_000);           // a second, in which every connection carries 50 kB
 *     server.snapshot();
 */
export class SimulatedServer {
  now: number;
  /** Sent to players, ever. */
  sentBytes = 0;
  publishedBytes = 0;
  plays = 0;
  readonly #options: { readonly reusesIds: boolean; readonly hasTotals: boolean };
  #run = 0;
  #drawn = 0;
  #connections: Connection[] = [];
  #streams = new Map<string, SimulatedStream>();

  constructor(options: { readonly reusesIds: boolean; readonly hasTotals: boolean }, now = 1_795_263_758_131) {
    this.#options = options;
    this.now = now;
  }

  get run(): string {
    return `run-${this.#run}`;
  }

  get size(): number {
    return this.#connections.length;
  }

  open(role: 'play' | 'publish', name: string): LiveEvent {
    const stream = this.#streams.get(name) ?? { id: `stream-${this.#drawn++}`, name, sentBytes: 0 };
    this.#streams.set(name, stream);
    const connection = { id: this.#newId(), role, stream, bornAt: this.now, bytes: 0 };
    this.#connections.push(connection);
    if (role === 'play') this.plays++;
    const origin = { run: this.run, id: connection.id, protocol: '', vhost: '', app: 'live', stream: name };
    return { kind: 'began', role, ...origin, ...(this.#options.hasTotals && { totalId: stream.id }) };
  }

  pass(ms: number, bytesEach: number): void {
    this.now += ms;
    for (const connection of this.#connections) {
      connection.bytes += bytesEach;
      if (connection.role === 'publish') this.publishedBytes += bytesEach;
      else {
        this.sentBytes += bytesEach;
        connection.stream.sentBytes += bytesEach;
      }
    }
  }

  /** Ends a connection, with its closing total. */
  close(place: number): LiveEvent {
    const [connection] = this.#connections.splice(place % this.#connections.length, 1);
    const { id, role, bytes, stream } = connection!;
    if (!this.#connections.some((other) => other.stream === stream)) this.#streams.delete(stream.name);
    const isPlayer = role === 'play';
    const totals = { sentBytes: isPlayer ? bytes : 0, receivedBytes: isPlayer ? 0 : bytes };
    return { kind: 'closed', run: this.run, id, protocol: 'rtmp', ...totals };
  }

  /** Everything ends, and nobody hears of it. */
  restart(): void {
    this.#connections = [];
    this.#streams.clear();
    this.#run++;
  }

  snapshot(): Snapshot {
    const readings = this.#connections.map((connection) => this.#reading(connection));
    const ages = this.#options.reusesIds ? 'monotonic' : 'wall';
    return { run: this.run, ages, readings, ...(this.#options.hasTotals && { totals: this.#totals() }) };
  }

  #reading({ id, role, stream, bornAt, bytes }: Connection): CounterReading {
    const [playBytes, publishBytes] = role === 'play' ? [bytes, 0] : [0, bytes];
    const place = { vhost: '', app: 'live', stream: stream.name, protocol: 'rtmp', role };
    const total = this.#options.hasTotals ? { total: { id: stream.id, sentBytes: playBytes } } : {};
    return { id, ...place, ageMs: this.now - bornAt, playBytes, publishBytes, ...total };
  }

  #totals(): StreamTotal[] {
    return [...this.#streams.values()].map(({ id, name, sentBytes }) => {
      return { id, vhost: '', app: 'live', stream: name, sentBytes };
    });
  }

  #newId(): string {
    if (!this.#options.reusesIds) return `client-${this.#drawn++}`;
    let free = 0;
    while (this.#connections.some(({ id }) => id === `client-${free}`)) free++;
    return `client-${free}`;
  }
}
