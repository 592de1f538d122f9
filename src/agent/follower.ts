import { meterHash } from '../format/meter-hash.ts';
import { KernelSeat } from '../meter/kernel/kernel-seat.ts';
import { CHUNK_BYTES } from '../meter/read-file.ts';
import type { AgentInput } from './agent-input.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { Departures } from './departures.ts';
import { FileTable, type WatchedInput } from './file-table.ts';
import type { LogFiles } from './log-files.ts';
import { Memory } from './memory.ts';
import { OpenFiles } from './open-files.ts';
import type { Parcel } from './parcel.ts';
import { PlainTurns } from './plain-turns.ts';
import type { Refusal } from './refusal.ts';
import { settledFile, statusOf, streamPlaces } from './reports.ts';
import type { InputStatus, StreamStatus } from './status.ts';
import { Streams } from './streams.ts';
import type { TrackedFile } from './tracked-file.ts';
import { UnpackTurns } from './unpack-turns.ts';

export interface FollowerOptions {
  readonly node: string;
  readonly inputs: readonly AgentInput[];
  readonly files: LogFiles;
  /** A minute that has begun is sent this long after. Milliseconds. */
  readonly flushMs: number;
  /** Bytes, about, for the rows of all open segments and of what waits to be sent. */
  readonly memoryLimit: number;
  /** What `checkpoint` gave some time before; anything else is as good as none. */
  readonly checkpoint?: unknown;
  /** Only tests change it; default 64 MiB. */
  readonly segmentBytes?: number;
  /** null: the reference parser reads every line; default: a kernel of its own. */
  readonly kernel?: KernelSeat | null;
  /** Files that may be open at a time; default 500. */
  readonly mostOpen?: number;
}

/** What one file may have of a round's budget, at most, before the next has its turn. */
const QUANTUM_BYTES = 2 ** 20;

/**
 * Follows log files through everything that happens to them, and meters them into segments. In: time, and what became of
 * the parcels; out: parcels. It sends nothing and waits for nothing:
 *
 *     const follower = new Follower({ node: 'edge-1', inputs, files: nodeLogFiles(), flushMs: 10_000, memoryLimit: 2 ** 26 })
 *     await follower.round(now, 2 ** 23)             // looks for files, reads what is new
 *     const parcel = follower.takeDue(now)           // one segment, or nothing yet
 *     follower.acknowledged(parcel)                  // or returned(parcel), or refused(parcel, why)
 *
 * Nothing that it remembers is needed for a number to be right (ARCHITECTURE.md, Segments): kill it at any place, start it
 * with an old checkpoint or with none, and it meters the logs again into the same segments.
 */
export class Follower {
  readonly #node: string;
  readonly #table: FileTable;
  readonly #open: OpenFiles;
  readonly #streams: Streams;
  readonly #memory: Memory;
  readonly #plain: PlainTurns;
  readonly #unpack: UnpackTurns;
  readonly #departures: Departures;

  constructor(options: FollowerOptions) {
    const { kernel = new KernelSeat(), node } = options;
    const checkpoint = readCheckpoint(options.checkpoint, node);
    this.#node = node;
    const inputs = options.inputs.map((input) => watched(input, kernel, options));
    this.#open = new OpenFiles(options.files, options.mostOpen);
    this.#streams = new Streams(checkpoint?.streams ?? []);
    this.#table = new FileTable(inputs, options.files, this.#open, checkpoint?.files ?? []);
    this.#memory = new Memory(this.#streams, options.memoryLimit);
    const buffer = kernel?.kernel.input ?? Buffer.alloc(CHUNK_BYTES);
    const parts = { open: this.#open, streams: this.#streams, memory: this.#memory };
    this.#plain = new PlainTurns({ ...parts, buffer });
    this.#unpack = new UnpackTurns(parts);
    this.#departures = new Departures(node, this.#streams, this.#memory);
  }

  /**
   * Finds files that are new, renamed, truncated or gone, and reads about `budgetBytes` of what is new, a little of each file
   * in turn. `isCaughtUp`: there is nothing more to read now; neither that nor any bytes: reading waits until
   * something was acknowledged. What is wrong with a file is in the status.
   */
  async round(now: number, budgetBytes: number): Promise<{ bytesRead: number; isCaughtUp: boolean }> {
    await this.#table.look(now);
    this.#departures.retryRefused(now);
    for (const file of this.#table.all()) this.#enlist(file, now);
    const bytesRead = await this.#read(now, budgetBytes);
    this.#departures.notice(now);
    this.#streams.forgetOld(now);
    this.#open.closeIdle(now);
    return { bytesRead, isCaughtUp: this.#plain.isIdle && this.#unpack.isIdle };
  }

  #enlist(file: TrackedFile, now: number): void {
    if (!file.isReady(now)) return;
    if (file.isCompressed) this.#unpack.add(file);
    else this.#plain.add(file);
  }

  /** Laps in which every file has a turn, until the budget is used or nobody can go on. */
  async #read(now: number, budgetBytes: number): Promise<number> {
    const quantum = Math.max(1, Math.min(QUANTUM_BYTES, Math.ceil(budgetBytes / 4)));
    this.#memory.measure();
    let read = 0;
    for (let isMoving = true; isMoving && read < budgetBytes; ) {
      const unpacked = await this.#unpack.lap(quantum, now);
      const { bytes, turns } = this.#plain.lap(quantum, budgetBytes - read - unpacked.bytes, now);
      for (const file of this.#plain.takeCompressed()) this.#unpack.add(file);
      read += unpacked.bytes + bytes;
      isMoving = unpacked.turns + turns > 0;
    }
    return read;
  }

  /**
   * One segment that is due; undefined while there is none, or one is out. Closed segments are due at once, open ones
   * `flushMs` after a minute began in them, or a minute after their last sending; `all`: whatever has changed.
   */
  takeDue(now: number, all = false): Parcel | undefined {
    return this.#departures.take(now, all);
  }

  /** The parcel is durable: at the server, or in the spool. */
  acknowledged(parcel: Parcel): void {
    this.#departures.acknowledged(parcel);
  }

  /** It was not delivered: due again. */
  returned(parcel: Parcel): void {
    this.#departures.returned(parcel);
  }

  /** The server will not take it (400, 409, 413). `now` in Unix milliseconds. */
  refused(parcel: Parcel, fault: Refusal, now: number): void {
    this.#departures.refused(parcel, fault, now);
  }

  checkpoint(): Checkpoint {
    const files = [...this.#table.all()];
    return {
      version: 1,
      node: this.#node,
      files: files.flatMap((file) => settledFile(file) ?? []),
      streams: streamPlaces(files, this.#streams),
    };
  }

  status(): { inputs: InputStatus[]; streams: StreamStatus[] } {
    return statusOf(this.#table, this.#streams, this.#memory);
  }

  async close(): Promise<void> {
    await this.#unpack.close();
    this.#open.closeAll();
  }
}

function watched(
  { pattern, program, salt }: AgentInput,
  kernel: KernelSeat | null,
  options: FollowerOptions,
): WatchedInput {
  const { flushMs, segmentBytes } = options;
  const settings = {
    ...{ program, meterHash: meterHash(program), kernel, flushMs },
    ...(salt !== undefined && { salt }),
    ...(segmentBytes !== undefined && { segmentBytes }),
  };
  return { pattern, settings, files: 0, fault: null };
}
