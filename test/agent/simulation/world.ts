import type { Checkpoint } from '../../../src/agent/checkpoint.ts';
import { Follower } from '../../../src/agent/follower.ts';
import type { LogFiles } from '../../../src/agent/log-files.ts';
import type { FormatProgram } from '../../../src/format/program.ts';
import type { IngestBatch } from '../../../src/ingest/batch.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { type Delivery, drive } from '../drive.ts';
import { TestServer } from '../test-server.ts';
import { VirtualDisk } from '../virtual-disk.ts';
import { DEATHS, type FragileStore, fragileStore, type StoreOrder } from './fragile-store.ts';
import { type Cells, FIRST, LAST, lineMaker, MISTAKEN, PROGRAM, truthOf } from './lines.ts';
import { WebServer } from './web-server.ts';

/** A dozen lines. */
export const SEGMENT_BYTES = 300;

/** What a test puts around the parts, to take a rule out from the outside. */
export interface Tampering {
  readonly files?: (files: LogFiles, world: World) => LogFiles;
  readonly batch?: (batch: IngestBatch, world: World) => IngestBatch;
  readonly delivery?: (delivery: Delivery) => Delivery;
  readonly storeOrder?: StoreOrder;
}

export interface WorldOptions {
  /** Begins with a mistaken format, which is put right on the way. */
  readonly changesFormat?: boolean;
  readonly tampering?: Tampering;
}

/** The agent's process is no more. */
class Killed extends Error {}

/** An edge node with an agent, a network and a server, all of which may fail; everything follows from the seed. */
export class World {
  readonly seed: number;
  readonly random: Random;
  readonly disk = new VirtualDisk(() => this.now);
  readonly webServers: WebServer[];
  readonly firstMembers = new Map<number, number>();
  /** Of the node. The server's runs by itself. */
  now = (FIRST + 7200) * 1000;
  readonly #store: FragileStore;
  readonly #server: TestServer;
  readonly #tampering: Tampering;
  #program: FormatProgram;
  #follower: Follower;
  readonly #checkpoints: (Checkpoint | undefined)[] = [undefined];
  readonly #inTransit: IngestBatch[] = [];
  #accessesLeft = Number.POSITIVE_INFINITY;
  #step = 0;
  #settledAt = -1;
  /** The agent is started again in that step. */
  #downUntil = 0;
  readonly #memoryLimit: number;
  readonly #budget: number;

  constructor(seed: number, { changesFormat = false, tampering = {} }: WorldOptions = {}) {
    this.seed = seed;
    const random = createRandom(seed);
    this.random = random;
    this.#tampering = tampering;
    this.#program = changesFormat ? MISTAKEN : PROGRAM;
    this.#store = fragileStore(tampering.storeOrder);
    this.#server = new TestServer(this.#store);
    this.#server.now = this.now;
    this.#memoryLimit = random.pick([50_000, 150_000, 2 ** 26]);
    this.#budget = random.pick([100, 1000, 2 ** 20]);
    const shared = { nextLine: lineMaker(), firstMembers: this.firstMembers };
    this.webServers = ['a', 'b', 'c']
      .slice(0, 1 + random.below(3))
      .map((name) => new WebServer(this.disk, random, `/log/${name}.log`, shared));
    this.disk.onAccess = () => {
      if (--this.#accessesLeft <= 0) throw new Killed();
    };
    this.#follower = this.#newFollower();
  }

  #newFollower(): Follower {
    const checkpoint = this.random.pick([this.#checkpoints.at(-1), this.random.pick(this.#checkpoints), undefined]);
    this.#accessesLeft = Number.POSITIVE_INFINITY;
    return new Follower({
      node: 'edge-1',
      inputs: [{ pattern: '/log/*.log*', program: this.#program }],
      files: this.#tampering.files?.(this.disk.files, this) ?? this.disk.files,
      flushMs: 10_000,
      memoryLimit: this.#memoryLimit,
      mostOpen: this.#memoryLimit < 100_000 ? 2 : 100,
      segmentBytes: SEGMENT_BYTES,
      kernel: null,
      ...(checkpoint && { checkpoint }),
    });
  }

  async run(steps: number): Promise<void> {
    for (; this.#step < steps; this.#step++) {
      this.now += this.random.pick([0, 200, 1000, 5000, 20_000]);
      await this.#happen();
      if (this.random.chance(0.7)) await this.#runAgent(this.random.chance(0.2));
    }
    await this.#end();
  }

  async #happen(): Promise<void> {
    const { random } = this;
    const web = random.pick(this.webServers);
    const event = random.below(20);
    if (event < 8) web.write();
    else if (event === 8) web.rotate(this.#step);
    else if (event === 9) web.copyTruncate(this.#step);
    else if (event <= 11) web.compress(this.#step);
    else if (event === 12) web.writeLate(this.#step);
    else if (event === 13) web.reopen();
    else if (event === 14) web.deleteOldest(this.#settledAt);
    else if (event === 15)
      this.#accessesLeft = random.below(60); // killed somewhere in the next round
    else if (event === 16) this.#store.dieAt = random.pick(DEATHS);
    else if (event === 17) this.#checkpoints.push(JSON.parse(JSON.stringify(this.#follower.checkpoint())));
    else if (event === 18) await this.#arriveLate();
    else this.now -= random.below(3_600_000);
  }

  async #runAgent(all: boolean): Promise<void> {
    if (this.#step < this.#downUntil) return;
    const driver = { follower: this.#follower, send: (batch: IngestBatch) => this.#send(batch), budget: this.#budget };
    try {
      if ((await drive(driver, this.now, all)) && all) this.#settledAt = this.#step;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#restartAgent();
      if (this.random.chance(0.5)) this.#downUntil = this.#step + this.random.below(8);
    }
  }

  #restartAgent(): void {
    this.disk.endAgent();
    if (this.#program === MISTAKEN && this.random.chance(0.5)) this.#program = PROGRAM;
    this.#follower = this.#newFollower();
  }

  async #send(sent: IngestBatch): Promise<Delivery> {
    const batch = this.#tampering.batch?.(sent, this) ?? sent;
    const fate = this.random.below(20);
    if (fate === 0) return 'returned'; // it never arrived
    if (fate === 1) throw new Killed();
    if (fate <= 3) this.#inTransit.push(batch); // it arrives once more, or for the first time, later
    if (fate === 3) return 'returned';
    const delivery = await this.#deliver(batch);
    if (fate === 4) throw new Killed();
    return fate === 5 ? 'returned' : (this.#tampering.delivery?.(delivery) ?? delivery); // or the answer is lost
  }

  async #deliver(batch: IngestBatch): Promise<Delivery> {
    const willDie = this.#store.dieAt !== undefined;
    const delivery = await this.#server.receive(batch);
    if (willDie && this.#store.dieAt === undefined) await this.#server.restart();
    return delivery;
  }

  async #arriveLate(): Promise<void> {
    const [batch] = this.#inTransit.splice(this.random.below(this.#inTransit.length), 1);
    if (batch) await this.#deliver(batch);
  }

  /** Faults end, what is on its way arrives, and the agent reads what is still there. */
  async #end(): Promise<void> {
    for (const web of this.webServers) web.finishLine();
    this.#store.dieAt = undefined;
    if (this.#program === MISTAKEN || this.#accessesLeft !== Number.POSITIVE_INFINITY) {
      this.#program = PROGRAM;
      this.#restartAgent();
    }
    while (this.#inTransit.length > 0) await this.#arriveLate();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    const send = async (batch: IngestBatch) => {
      const delivery = await this.#deliver(this.#tampering.batch?.(batch, this) ?? batch);
      return this.#tampering.delivery?.(delivery) ?? delivery;
    };
    for (let rounds = 0, quiet = 0; quiet < 3; rounds++) {
      if (rounds > 500) throw new Error(`seed ${this.seed}: the agent comes to no end`);
      this.now += 31_000; // what could not be read is tried again
      quiet = (await drive({ follower: this.#follower, send, budget: 2 ** 20 }, this.now, true)) ? quiet + 1 : 0;
    }
    await this.#follower.close();
    this.disk.endAgent();
  }

  truth(): Cells {
    return truthOf(this.webServers.flatMap(({ lines }) => [...lines]));
  }

  get lineCount(): number {
    return this.webServers.reduce((sum, { lines }) => sum + lines.size, 0);
  }

  async storedLines(): Promise<number> {
    return [...(await this.stored()).values()].reduce((sum, cell) => sum + Number(cell.split(' ')[0]), 0);
  }

  /** What is stored, of whatever host. */
  async stored(): Promise<Cells> {
    const hosts = await this.#store.hosts({ start: FIRST, end: LAST });
    const cells = await this.#server.cells(hosts, FIRST, LAST);
    return new Map([...cells].map(([key, { requests, bytes }]) => [key, `${requests} ${bytes}`]));
  }
}
