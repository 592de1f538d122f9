import { connect, createServer, type Server, type Socket } from 'node:net';

/** Bytes that came from the server, and when: Unix milliseconds. */
interface Carried {
  readonly at: number;
  readonly bytes: number;
}

/** Stands between players and a server, and knows what the players received: every byte that the wire has. */
export class CountingRelay {
  readonly port: number;
  /** Players that connected. */
  connections = 0;
  readonly #server: Server;
  readonly #carried: Carried[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async to(target: number): Promise<CountingRelay> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const relay = new CountingRelay(server, (server.address() as { port: number }).port);
    server.on('connection', (player) => relay.#join(player, connect(target, '127.0.0.1')));
    return relay;
  }

  /** What was carried to players in [from, to), Unix milliseconds. */
  bytes(from = 0, to = Number.POSITIVE_INFINITY): number {
    const within = this.#carried.filter(({ at }) => at >= from && at < to);
    return within.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  close(): void {
    this.#server.close();
  }

  #join(player: Socket, upstream: Socket): void {
    this.connections++;
    player.pipe(upstream);
    upstream.on('data', (chunk) => this.#carried.push({ at: Date.now(), bytes: chunk.length }));
    upstream.pipe(player);
    for (const [one, other] of [
      [player, upstream],
      [upstream, player],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }
}
