import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askCells, type UsageCells } from '../../support/exact-usage.ts';
import { LOG_FORMAT } from '../../support/log-truth.ts';
import { freePort, type Program, startWeir } from '../../support/programs.ts';

const HOUR = 3600;
const ATTEMPTS = 20;

export const INGEST_TOKEN = 'ingest-secret';

const configText = (port: number) => `
listen: 127.0.0.1:${port}
store: { kind: embedded, path: data }
ingest: { token: ${INGEST_TOKEN} }
operators: [ { name: ops, token: ops-secret } ]
accounts:
  - id: acme
    domains: [ { name: "*.agent.example" }, { name: www.a.com }, { name: x.b.com } ]
    credentials: [ { api: weir, token: acme-secret } ]
formats: { edge: { nginx: '${LOG_FORMAT}' } }
`;

/** `weir serve` on one port for all of a run, however often it is killed. */
export class UsageServer {
  kills = 0;
  readonly port: number;
  /** Unix seconds: where lines may end, so that they are a little old for nobody. */
  readonly start: number;
  readonly end: number;
  readonly #config: string;
  #program!: Program;
  #up: Promise<unknown>;

  private constructor(config: string, port: number) {
    this.port = port;
    this.end = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
    this.start = this.end - 3 * HOUR;
    this.#config = config;
    this.#up = this.#start();
  }

  static async start(folder: string): Promise<UsageServer> {
    const port = await freePort();
    const config = join(folder, 'weir.yaml');
    writeFileSync(config, configText(port));
    const server = new UsageServer(config, port);
    await server.#up;
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  output(): string {
    return this.#program.output();
  }

  async #start(): Promise<void> {
    this.#program = await startWeir(this.#config);
  }

  /** kill -9, and it is back after `downMs` and what it needs to start. Who calls while it is down waits with the others. */
  kill(downMs: number): Promise<unknown> {
    const before = this.#up;
    this.#up = before.then(async () => {
      this.kills++;
      await this.#program.stop('SIGKILL');
      await sleep(downMs);
      await this.#start();
    });
    return this.#up;
  }

  async stop(): Promise<void> {
    await this.#up.catch(() => {});
    await this.#program?.stop();
  }

  /** Every minute of these hosts, up to now; lasts while the server is down. Requests of up to three hours begin before `start`. */
  async cells(domains: readonly string[]): Promise<UsageCells> {
    const range = { start: this.start - 4 * HOUR, end: this.end + 2 * HOUR };
    for (let attempt = 1; ; attempt++) {
      await this.#up;
      try {
        return await askCells({ url: this.url, token: 'acme-secret', domains, ...range });
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof TypeError)) throw error; // fetch's, of a connection that was cut
        await sleep(100);
      }
    }
  }
}
