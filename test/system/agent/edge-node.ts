import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { addTruth, truthCells, type UsageCells } from '../../support/exact-usage.ts';
import { TRUTH_COUNTERS, Truth } from '../../support/log-truth.ts';
import type { Random } from '../../support/random.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { EdgeLog } from './edge-log.ts';
import type { NodeProgram, NodePrograms } from './node-program.ts';
import type { UsageServer } from './usage-server.ts';

const FOLLOW_MS = 2500; // a second until it looks, another of `flush`

export const SHARED_HOSTS = ['www.a.com', 'x.b.com'];

/** An edge node: its logs with their truth, the program that follows them, and the links to the server. */
export class EdgeNode {
  readonly name: string;
  readonly folder: string;
  readonly server: UsageServer;
  readonly random: Random;
  readonly logs: EdgeLog[] = [];
  readonly proxies: readonly CuttingProxy[];
  readonly program: NodeProgram;
  #seen: UsageCells = new Map();

  private constructor(
    folder: string,
    server: UsageServer,
    random: Random,
    links: readonly CuttingProxy[],
    make: NodePrograms,
  ) {
    this.name = folder.slice(folder.lastIndexOf('/') + 1);
    this.folder = folder;
    this.server = server;
    this.random = random;
    this.proxies = links;
    this.program = make({ node: this.name, folder, urls: links.map(({ url }) => url) });
  }

  static async create(folder: string, server: UsageServer, random: Random, make: NodePrograms): Promise<EdgeNode> {
    for (const name of ['logs', 'elsewhere']) fs.mkdirSync(join(folder, name), { recursive: true });
    const links = [await CuttingProxy.start(server.port), await CuttingProxy.start(server.port)];
    return new EdgeNode(folder, server, random, links, make);
  }

  newLog(folder = 'logs'): EdgeLog {
    const { random, server } = this;
    const name = `access-${this.logs.length + 1}`;
    const log = new EdgeLog({
      path: join(this.folder, folder, `${name}.log`),
      host: `${name}.${this.name}.agent.example`,
      shared: SHARED_HOSTS,
      start: server.start,
      end: server.end,
      random,
      isAppending: random.chance(0.8),
      isRotated: folder === 'logs',
    });
    this.logs.push(log);
    return log;
  }

  loseState(): void {
    fs.rmSync(join(this.folder, 'state'), { recursive: true, force: true });
  }

  async ensureRunning(): Promise<void> {
    if (!this.program.isRunning) await this.program.start();
  }

  /** Time enough for a running agent to find what is new, meter it and send it: what it got wrong is stored then. */
  async letFollow(): Promise<void> {
    await this.ensureRunning();
    await sleep(FOLLOW_MS);
  }

  /** Everything written is stored, and nothing else: stops the program, lets it send all there is, and compares every cell. */
  async settle(): Promise<void> {
    this.#repairLinks();
    if (this.program.isRunning) await this.program.stop();
    await this.program.once();
    const [stored, written] = [await this.#stored(), this.#written()];
    expect(excess(written, stored), 'written, but not stored').toEqual([]);
    expect(excess(stored, written), 'stored, but not written').toEqual([]);
  }

  #repairLinks(): void {
    for (const proxy of this.proxies) {
      proxy.isReachable = true;
      proxy.delayMs = 0;
    }
  }

  /** At any moment: no cell has more than was written, and none has less than it had before. */
  async look(): Promise<void> {
    const before = this.#seen;
    this.#seen = await this.#stored();
    expect(excess(this.#seen, this.#written()), 'stored, but not written').toEqual([]);
    expect(excess(before, this.#seen), 'stored before, but not now').toEqual([]);
  }

  get truth(): Truth {
    const truth = new Truth();
    for (const { written } of this.logs) addTruth(truth, written);
    return truth;
  }

  /** Its own hosts only: of the shared ones other nodes have a part. */
  get #hosts(): string[] {
    return this.logs.map(({ options }) => options.host);
  }

  #stored(): Promise<UsageCells> {
    return this.server.cells(this.#hosts);
  }

  #written(): UsageCells {
    return truthCells(this.truth, this.#hosts);
  }

  async dispose(): Promise<void> {
    await this.program.kill();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}

const MOST_SHOWN = 12;

/** Cells of which `some` has more than `all`; the first of them. */
function excess(some: UsageCells, all: UsageCells): string[] {
  const cells = [...some].flatMap(([host, minutes]) =>
    [...minutes].flatMap(([minute, row]) =>
      TRUTH_COUNTERS.filter((name) => row[name] > (all.get(host)?.get(minute)?.[name] ?? 0n)).map(
        (name) => `${host} ${minute} ${name}: ${row[name]}, not ${all.get(host)?.get(minute)?.[name] ?? 0n}`,
      ),
    ),
  );
  return cells.slice(0, MOST_SHOWN);
}
