import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong next. Cuts count bytes from the next ingest request, or its answer, on. */
export type LinkFault =
  | { readonly kind: 'cut-request'; readonly after: number }
  | { readonly kind: 'cut-answer'; readonly after: number };

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly recorded: Buffer[];
  /** The request that it is in the middle of, or has sent, is one to ingest. */
  isIngest: boolean;
}

const RECORDINGS = 12;
const QUIET_MS = 300; // all answers are there, or the recording ended in the middle of a request
const INGEST = /^POST \/weir\/v1\/ingest /;

/**
 * A TCP proxy between an agent and its server that does what networks do: it cuts connections in the middle of a request or
 * of an answer, delays, is unreachable, and delivers again what it delivered before.
 *
 *     const proxy = await CuttingProxy.start(8080);
 *     proxy.next = { kind: 'cut-answer', after: 0 };     // the server has stored it, the agent never hears so
 */
export class CuttingProxy {
  /** Happens once, to the first that it fits. */
  next: LinkFault | undefined;
  /** Of every piece in either direction. */
  delayMs = 0;
  readonly counts = { cutRequests: 0, cutAnswers: 0, replayed: 0 };
  readonly #target: number;
  readonly #links = new Set<Link>();
  readonly #recorded: Buffer[][] = [];
  #isReachable = true;
  #listener!: Server;

  private constructor(target: number) {
    this.#target = target;
  }

  static async start(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    proxy.#listener = createServer((client) => proxy.#accept(client));
    await new Promise<void>((resolve) => proxy.#listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as { port: number }).port}`;
  }

  set isReachable(isReachable: boolean) {
    this.#isReachable = isReachable;
    if (!isReachable) this.#cutAll();
  }

  get hasRecorded(): boolean {
    return this.#recorded.length > 0;
  }

  /** Sends all that some connection ever sent to ingest once more, late and out of order. Only where it `hasRecorded`. */
  async replay(pick: (from: readonly Buffer[][]) => Buffer[]): Promise<void> {
    const bytes = Buffer.concat(pick(this.#recorded));
    const socket = connect(this.#target, '127.0.0.1');
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => {}); // 'close' follows
    socket.setTimeout(QUIET_MS, () => socket.destroy());
    socket.resume();
    socket.write(bytes);
    await closed;
    this.counts.replayed++;
  }

  async close(): Promise<void> {
    this.#cutAll();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #cutAll(): void {
    for (const link of this.#links) cut(link);
  }

  #accept(client: Socket): void {
    client.on('error', () => {});
    if (!this.#isReachable) return void client.destroy();
    const server = connect(this.#target, '127.0.0.1');
    const link: Link = { client, server, recorded: [], isIngest: false };
    this.#links.add(link);
    this.#carry(link, client, server, (chunk) => this.#request(link, chunk));
    this.#carry(link, server, client, (chunk) => this.#answer(link, chunk));
  }

  /** `part` tells how many bytes of a piece get through; with fewer than all, the connection is cut. */
  #carry(link: Link, from: Socket, to: Socket, part: (chunk: Buffer) => number): void {
    let before: Promise<unknown> = Promise.resolve();
    from.on('error', () => {});
    from.on('close', () => {
      this.#links.delete(link);
      before.then(() => cut(link));
    });
    from.on('data', (chunk: Buffer) => {
      const length = part(chunk);
      const delay = this.delayMs > 0 ? sleep(this.delayMs) : undefined;
      before = before.then(async () => {
        await delay;
        if (!to.destroyed) to.write(chunk.subarray(0, length));
        if (length < chunk.length) to.end(() => cut(link));
      });
    });
  }

  #request(link: Link, chunk: Buffer): number {
    const head = chunk.toString('latin1', 0, 40);
    if (/^[A-Z]+ \//.test(head)) link.isIngest = INGEST.test(head);
    if (link.isIngest) this.#record(link, chunk);
    return link.isIngest ? this.#through('cut-request', chunk) : chunk.length;
  }

  #answer(link: Link, chunk: Buffer): number {
    return link.isIngest ? this.#through('cut-answer', chunk) : chunk.length;
  }

  #through(kind: LinkFault['kind'], { length }: Buffer): number {
    if (this.next?.kind !== kind) return length;
    const { after } = this.next;
    this.next = after < length ? undefined : { kind, after: after - length };
    if (after >= length) return length;
    this.counts[kind === 'cut-request' ? 'cutRequests' : 'cutAnswers']++;
    return after;
  }

  #record(link: Link, chunk: Buffer): void {
    if (link.recorded.length === 0) this.#recorded.push(link.recorded);
    link.recorded.push(chunk);
    if (this.#recorded.length > RECORDINGS) this.#recorded.shift();
  }
}

function cut({ client, server }: Link): void {
  client.destroy();
  server.destroy();
}
