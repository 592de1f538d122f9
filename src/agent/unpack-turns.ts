import { compressionOf, MAGIC_BYTES } from '../meter/compression.ts';
import { LogReadError } from '../meter/log-read-error.ts';
import type { LogFile } from './log-files.ts';
import type { Memory } from './memory.ts';
import type { OpenFiles } from './open-files.ts';
import type { Streams } from './streams.ts';
import type { TrackedFile } from './tracked-file.ts';
import { Unpacking } from './unpacking.ts';

/** A zstd file's window may take 128 MiB. */
const MOST_AT_ONCE = 2;

interface UnpackTurnsParts {
  readonly open: OpenFiles;
  readonly streams: Streams;
  readonly memory: Memory;
}

/** Compressed files that are to be read: a few at a time, the smallest first. */
export class UnpackTurns {
  readonly #parts: UnpackTurnsParts;
  readonly #waiting = new Set<TrackedFile>();
  readonly #running = new Map<TrackedFile, Unpacking>();

  constructor(parts: UnpackTurnsParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#waiting.size + this.#running.size === 0;
  }

  add(file: TrackedFile): void {
    if (file.isBusy) return;
    file.isBusy = true;
    this.#waiting.add(file);
  }

  /** `turns`: how many files got anywhere. */
  async lap(quantum: number, now: number): Promise<{ bytes: number; turns: number }> {
    this.#start(now);
    let [bytes, turns] = [0, 0];
    for (const unpacking of [...this.#running.values()]) {
      if (!this.#mayGoOn(unpacking.file)) continue;
      const unpacked = await this.#turn(unpacking, quantum, now);
      bytes += unpacked;
      if (unpacked > 0 || !this.#running.has(unpacking.file)) turns++;
    }
    return { bytes, turns };
  }

  /** A stream cannot be let go while it is unpacked, so two could wait for each other's memory: an open segment each is theirs. */
  #mayGoOn({ stream }: TrackedFile): boolean {
    return stream === undefined || this.#parts.memory.hasRoom(stream) || stream.sendings.closed.length === 0;
  }

  #start(now: number): void {
    while (this.#running.size < MOST_AT_ONCE && this.#waiting.size > 0) {
      const file = [...this.#waiting].reduce((a, b) => (b.facts.size < a.facts.size ? b : a));
      this.#waiting.delete(file);
      if (file.isDropped) continue;
      this.#guard(file, now, () => {
        const handle = this.#parts.open.use(file, now);
        if (!isStill(file, handle)) return this.#leave(file);
        this.#running.set(file, new Unpacking(file, handle, this.#parts.streams, now));
      });
    }
  }

  async #turn(unpacking: Unpacking, quantum: number, now: number): Promise<number> {
    const { file } = unpacking;
    const before = file.stream?.weight ?? 0;
    let bytes = 0;
    try {
      while (bytes < quantum) {
        const step = await unpacking.step(now);
        if (step === undefined) this.#end(file);
        if (!step) break;
        bytes += step;
      }
    } catch (error) {
      this.#end(file);
      this.#fail(file, error, now);
    }
    this.#parts.memory.grew((file.stream?.weight ?? 0) - before);
    return bytes;
  }

  #guard(file: TrackedFile, now: number, task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#fail(file, error, now);
    }
  }

  #fail(file: TrackedFile, error: unknown, now: number): void {
    if (!(error instanceof LogReadError)) throw error;
    file.isBusy = false;
    file.failed(error.message, now);
  }

  #end(file: TrackedFile): void {
    file.isBusy = false;
    this.#running.delete(file);
  }

  /** It is another file by now: the next look tells which. */
  #leave(file: TrackedFile): void {
    file.isBusy = false;
    this.#parts.open.close(file);
    file.forgetContent();
  }

  async close(): Promise<void> {
    for (const unpacking of this.#running.values()) await unpacking.close();
    this.#running.clear();
  }
}

/** The same inode, and still compressed in the same way: inodes are used again. */
function isStill(file: TrackedFile, handle: LogFile): boolean {
  const head = new Uint8Array(MAGIC_BYTES);
  const length = handle.read(head, 0);
  return handle.facts().id === file.id && compressionOf(head.subarray(0, length)) === file.compression;
}
