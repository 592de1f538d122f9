import { Follower, type FollowerOptions } from '../../src/agent/follower.ts';
import type { StreamStatus } from '../../src/agent/status.ts';
import type { Disk } from './disk.ts';
import { type Driver, drive } from './drive.ts';
import { TestServer } from './test-server.ts';
import { cellsOf, HOSTS, lines, PROGRAM, START } from './truth.ts';

/** A disk, a follower of `*.log*` in its folder, a server, and a clock that stands still unless it is told. */
export class Rig {
  readonly disk: Disk;
  readonly server = new TestServer();
  now = START * 1000 + 3_600_000;
  follower: Follower;
  readonly #options: Partial<FollowerOptions>;

  constructor(disk: Disk, options: Partial<FollowerOptions> = {}) {
    this.disk = disk;
    this.#options = options;
    this.follower = this.#newFollower();
  }

  path(name: string): string {
    return `${this.disk.folder}/${name}`;
  }

  #newFollower(options: Partial<FollowerOptions> = {}): Follower {
    return new Follower({
      node: 'edge-1',
      inputs: [{ pattern: this.path('*.log*'), program: PROGRAM }],
      files: this.disk.files,
      flushMs: 10_000,
      memoryLimit: 2 ** 26,
      segmentBytes: 300,
      kernel: null,
      ...this.#options,
      ...options,
    });
  }

  /** The agent is started again, with what it remembered or without. */
  async restart(options: Partial<FollowerOptions> = {}): Promise<void> {
    await this.follower.close();
    this.follower = this.#newFollower(options);
  }

  get driver(): Driver {
    this.server.now = this.now;
    return { follower: this.follower, send: (batch) => this.server.receive(batch), budget: 2 ** 20 };
  }

  /** One look that reads, without sending the open segments unless they are due. */
  async look(seconds = 1): Promise<void> {
    this.now += 1000 * seconds;
    await drive(this.driver, this.now);
  }

  /** Everything that can be read is read, and acknowledged. */
  async settle(): Promise<void> {
    this.now += 1000;
    for (let rounds = 0; !(await drive(this.driver, this.now, true)); rounds++) {
      if (rounds > 1000) throw new Error('the follower comes to no end');
    }
  }

  stored() {
    return this.server.cells(HOSTS, START - 86_400, START + 86_400 * 7);
  }

  /** The one stream's status. */
  onlyStream(): StreamStatus {
    const { streams } = this.follower.status();
    if (streams.length !== 1) throw new Error(`there are ${streams.length} streams`);
    return streams[0]!;
  }

  async close(): Promise<void> {
    await this.follower.close();
    this.disk.close();
  }
}

/** What the test's lines from..to add up to. */
export function expected(...ranges: readonly (readonly [from: number, to: number])[]) {
  return cellsOf(ranges.flatMap(([from, to]) => lines(from, to)));
}
