import { compressionOf, MAGIC_BYTES } from '../meter/compression.ts';
import { LogReadError } from '../meter/log-read-error.ts';
import { FollowedStream } from './followed-stream.ts';
import type { LogFile } from './log-files.ts';
import type { Memory } from './memory.ts';
import type { OpenFiles } from './open-files.ts';
import { readOn } from './plain-reading.ts';
import { isSameLog } from './same-log.ts';
import type { Streams } from './streams.ts';
import type { TrackedFile } from './tracked-file.ts';
import { OTHER_LOG } from './unpacking.ts';

interface PlainTurnsParts {
  readonly open: OpenFiles;
  readonly streams: Streams;
  /** What chunks are read into. */
  readonly buffer: Buffer;
  readonly memory: Memory;
}

/** What became of a file's turn: it has more to read, or is done with for now, or something must happen first. */
type TurnEnd = 'more' | 'done' | 'blocked';

/** The files that have something to read, each in turn. A file is read here until it turns out to be compressed. */
export class PlainTurns {
  readonly #parts: PlainTurnsParts;
  readonly #queue = new Set<TrackedFile>();
  #compressed: TrackedFile[] = [];

  constructor(parts: PlainTurnsParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#queue.size === 0;
  }

  add(file: TrackedFile): void {
    this.#queue.add(file);
  }

  /** Those that turned out to be compressed since the last call. */
  takeCompressed(): TrackedFile[] {
    const found = this.#compressed;
    this.#compressed = [];
    return found;
  }

  /** A turn for every file in the queue, as far as the budget goes. `turns`: how many of them got anywhere. */
  lap(quantum: number, budget: number, now: number): { bytes: number; turns: number } {
    let [bytes, turns] = [0, 0];
    for (const file of [...this.#queue]) {
      if (bytes >= budget) break;
      this.#queue.delete(file);
      if (file.isDropped) continue;
      const turn = this.#turn(file, Math.min(quantum, budget - bytes), now);
      bytes += turn.bytes;
      if (turn.end !== 'blocked') turns++;
      if (turn.end !== 'done') this.#queue.add(file);
    }
    return { bytes, turns };
  }

  #turn(file: TrackedFile, quantum: number, now: number): { bytes: number; end: TurnEnd } {
    try {
      const handle = this.#parts.open.use(file, now);
      const facts = handle.facts();
      if (facts.id !== file.id) return this.#leave(file); // the name is another file's by now; the next look tells
      file.facts = facts;
      if (file.stream === undefined && !this.#begin(file, handle, now)) return { bytes: 0, end: 'done' };
      if (!this.#isSame(file, handle)) return this.#startAnew(file);
      return this.#read(file, handle, quantum, now);
    } catch (error) {
      if (!(error instanceof LogReadError)) throw error;
      file.failed(error.message, now);
      return { bytes: 0, end: 'done' };
    }
  }

  #isSame(file: TrackedFile, handle: LogFile): boolean {
    if (file.isVerifiedAs(file.facts)) return true;
    const isSame = isSameLog(handle, file.nuls, file.stream!);
    if (isSame) file.verified(file.facts);
    return isSame;
  }

  #leave(file: TrackedFile): { bytes: number; end: TurnEnd } {
    this.#parts.open.close(file);
    return { bytes: 0, end: 'done' };
  }

  #startAnew(file: TrackedFile): { bytes: number; end: TurnEnd } {
    file.forgetContent();
    return { bytes: 0, end: 'more' };
  }

  /** Out: false where there is nothing to be read as a plain log. */
  #begin(file: TrackedFile, handle: LogFile, now: number): boolean {
    const head = new Uint8Array(MAGIC_BYTES);
    const length = handle.read(head, 0);
    file.compression = compressionOf(head.subarray(0, length));
    if (file.isCompressed) this.#compressed.push(file);
    else if (length < MAGIC_BYTES && mayBecomeMagic(head, length)) file.compression = undefined;
    if (file.compression !== 'none') {
      if (!file.isCompressed) file.doneWith(file.facts);
      return false;
    }
    file.join(new FollowedStream(file.settings, file.path, now));
    return true;
  }

  #read(file: TrackedFile, handle: LogFile, quantum: number, now: number): { bytes: number; end: TurnEnd } {
    const stream = file.stream!;
    const { facts } = file;
    if (!stream.wants(file.length)) return this.#finish(file, 0);
    if (stream.isUnpacking || !this.#parts.memory.hasRoom(stream)) return { bytes: 0, end: 'blocked' };
    const before = stream.weight;
    const { bytes, end } = readOn(file, handle, this.#parts.buffer, quantum, now);
    this.#parts.memory.grew(stream.weight - before);
    if (end === 'other') return this.#startAnew(file);
    if (end === 'named') this.#name(file, handle, stream);
    if (end === 'end') file.doneWith(facts);
    return { bytes, end: end === 'end' ? 'done' : 'more' };
  }

  #finish(file: TrackedFile, bytes: number): { bytes: number; end: TurnEnd } {
    file.doneWith(file.facts);
    return { bytes, end: 'done' };
  }

  #name(file: TrackedFile, handle: LogFile, found: FollowedStream): void {
    const isSame = this.#parts.streams.join(file, handle, found);
    if (file.stream !== found) this.#parts.memory.grew(-found.weight);
    if (isSame) return;
    file.forgetContent();
    throw new LogReadError(file.path, OTHER_LOG);
  }
}

/** gzip's and zstd's first bytes, and those of a skippable frame. */
function mayBecomeMagic(head: Uint8Array, length: number): boolean {
  const [first] = head;
  return length === 0 || first === 0x1f || first === 0x28 || first! >> 4 === 5;
}
