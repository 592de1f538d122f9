import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { addTruth, askCells, truthCells } from './exact-usage.ts';
import { LOG_FORMAT, Truth } from './log-truth.ts';
import { freePort, type Program, startWeir, temporaryFolder } from './programs.ts';
import { createRandom, type Random } from './random.ts';
import { Sender } from './sender.ts';
import { SentLog } from './sent-log.ts';

/**
 * Rounds of kill -9 (weir-contract section 6: acknowledged is counted, exactly once). In each, three `weir ingest` send new
 * logs and grown ones to one `weir serve`, and at a random moment the server, the senders or both are killed. Whatever
 * a sender has said to be counted must be there at once; what was not acknowledged is sent again. At the end every minute
 * of every domain must be what the generator says.
 */
export interface KillReport {
  readonly serverKills: number;
  readonly senderKills: number;
  /** Logs that were not acknowledged yet when something was killed: where none are, nothing was tested. */
  readonly interrupted: number;
  readonly logs: number;
}

const NODES = ['edge-1', 'edge-2', 'edge-3'];
const SHARED = ['www.a.com', 'x.b.com'];
const HOUR = 3600;

export async function killRounds(rounds: number, seed: number): Promise<KillReport> {
  const folder = temporaryFolder('kill');
  const run = new KillRun(folder.path, createRandom(seed), await freePort());
  try {
    await run.start();
    for (let round = 1; round <= rounds; round++) await run.round(round);
    await run.compareEverything();
    return run.report;
  } finally {
    await run.stop();
    folder.dispose();
  }
}

class KillRun {
  readonly report = { serverKills: 0, senderKills: 0, interrupted: 0, logs: 0 };
  readonly #folder: string;
  readonly #random: Random;
  readonly #url: string;
  readonly #config: string;
  readonly #end = Math.floor(Date.now() / 1000 / HOUR) * HOUR - HOUR;
  readonly #logs: SentLog[] = [];
  #server: Program | undefined;

  constructor(folder: string, random: Random, port: number) {
    this.#folder = folder;
    this.#random = random;
    this.#url = `http://127.0.0.1:${port}`;
    this.#config = join(folder, 'weir.yaml');
    for (const node of NODES) mkdirSync(join(folder, node));
    const config = `
listen: 127.0.0.1:${port}
store: { kind: embedded, path: data }
ingest: { token: ingest-secret }
accounts:
  - id: acme
    domains: [ { name: "*.kill.example" }, { name: www.a.com }, { name: x.b.com } ]
    credentials: [ { api: weir, token: acme-secret } ]
formats: { edge: { nginx: '${LOG_FORMAT}' } }
`;
    writeFileSync(this.#config, config);
  }

  async start(): Promise<void> {
    this.#server = await startWeir(this.#config);
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  async round(round: number): Promise<void> {
    const senders = NODES.map((node) => new Sender(node, this.#logsToSend(node, round), this.#config));
    const sent = senders.flatMap(({ logs }) => logs);
    await sleep(200 + this.#random.below(800)); // from when the first sender has started until the last has ended
    await this.#kill(senders);
    for (const sender of senders) sender.noteAcknowledged();
    await this.#expectAcknowledged(sent, round);
    await Promise.all(senders.map((sender) => sender.sendAll()));
    await this.#expectAcknowledged(sent, round);
  }

  /** A new log of the node and, often, an older one that has grown. */
  #logsToSend(node: string, round: number): SentLog[] {
    const older = this.#logs.filter(({ options }) => options.node === node);
    const logs = [this.#newLog(node, `${node}-${round}.kill.example`)];
    if (older.length > 0 && this.#random.chance(0.7)) logs.push(this.#random.pick(older));
    for (const log of logs) log.grow(this.#random.below(2 ** 31), 20 + this.#random.below(180));
    return this.#random.shuffle(logs);
  }

  #newLog(node: string, host: string): SentLog {
    const path = join(this.#folder, node, `${host}.log`);
    const log = new SentLog({ node, path, host, shared: SHARED, start: this.#end - 3 * HOUR, end: this.#end });
    this.#logs.push(log);
    this.report.logs++;
    return log;
  }

  async #kill(senders: readonly Sender[]): Promise<void> {
    const what = this.#random.pick(['server', 'senders', 'both']);
    const killed = what === 'server' ? [] : senders.filter(() => this.#random.chance(0.6));
    await Promise.all(killed.map((sender) => sender.kill()));
    if (what !== 'senders') await this.#server!.stop('SIGKILL');
    for (const { pending } of what === 'senders' ? killed : senders) this.report.interrupted += pending().length;
    this.report.senderKills += killed.length;
    if (what === 'senders') return;
    this.report.serverKills++;
    await this.start();
  }

  async #expectAcknowledged(logs: readonly SentLog[], round: number): Promise<void> {
    const sample = [...logs, ...this.#random.shuffle(this.#logs).slice(0, 5)];
    const cells = await this.#ask([...new Set(sample.map(({ options }) => options.host))]);
    expect(
      sample.flatMap((log) => log.wrongCells(cells)),
      `after round ${round}`,
    ).toEqual([]);
  }

  async compareEverything(): Promise<void> {
    const truth = new Truth();
    for (const { written } of this.#logs) addTruth(truth, written);
    const domains = [...truth.domains.keys()].sort();
    expect(this.#logs.every(({ isAcknowledged }) => isAcknowledged)).toBe(true);
    expect(await this.#ask(domains)).toEqual(truthCells(truth, domains));
  }

  /** Requests of up to three hours begin before the first line's end. */
  #ask(domains: readonly string[]) {
    const range = { start: this.#end - 7 * HOUR, end: this.#end + HOUR };
    return askCells({ url: this.#url, token: 'acme-secret', domains, ...range });
  }
}
