import { gunzip } from '../meter/gunzip.ts';
import { LogReadError, logReadError } from '../meter/log-read-error.ts';
import { unzstd } from '../meter/unzstd.ts';
import { FollowedStream } from './followed-stream.ts';
import type { FileFacts, LogFile } from './log-files.ts';
import type { Streams } from './streams.ts';
import type { TrackedFile } from './tracked-file.ts';

const READ_BYTES = 256 * 1024;
/** A first line is looked for in small pieces: most logs that are found compressed are known already. */
const FIRST_LINE_BYTES = 4096;

/** A compressed log that begins like another and goes on differently. */
export const OTHER_LOG =
  'its first line is that of another log, but not what follows: `stream:` in its input would tell them apart';

/**
 * A compressed log on its way, in two passes: the first decompresses it to its checksum and finds out whose bytes it holds
 * and how many; only if that is more than was metered, the second meters the rest. So nothing of a cut or damaged
 * file ever counts, a log that was compressed after it had been read costs one pass, and nothing waits in memory or on
 * disk for the checksum. While the file changes it is not believed.
 *
 *     const unpacking = new Unpacking(file, handle, streams)
 *     await unpacking.step(now)      // bytes decompressed; undefined: it is over, throws a LogReadError
 */
export class Unpacking {
  readonly file: TrackedFile;
  readonly #handle: LogFile;
  readonly #streams: Streams;
  readonly #facts: FileFacts;
  readonly #steps: AsyncGenerator<number, void>;
  #readBytes = 0;
  #now: number;

  constructor(file: TrackedFile, handle: LogFile, streams: Streams, now: number) {
    this.file = file;
    this.#handle = handle;
    this.#streams = streams;
    this.#facts = handle.facts();
    this.#now = now;
    this.#steps = this.#run();
  }

  async step(now: number): Promise<number | undefined> {
    this.#now = now;
    try {
      const next = await this.#steps.next();
      return next.done ? undefined : next.value;
    } catch (error) {
      throw logReadError(this.file.path, error, this.#readBytes);
    }
  }

  async close(): Promise<void> {
    await this.#steps.return();
  }

  async *#run(): AsyncGenerator<number, void> {
    const found = new FollowedStream(this.file.settings, this.file.path, this.#now);
    const length = yield* this.#readThrough(found);
    if (found.id === undefined) return this.#done();
    if (!this.#streams.join(this.file, this.#handle, found)) throw new LogReadError(this.file.path, OTHER_LOG);
    const stream = this.file.stream!;
    if (stream === found) stream.rewind(stream.resumePoint); // what was pushed to find its name is metered with the rest
    while (stream.isUnpacking) yield 0;
    const rewinds = stream.rewinds;
    if (stream.wants(length)) yield* this.#meter(stream);
    if (stream.rewinds === rewinds) this.#done(); // otherwise it is read again
  }

  #done(): void {
    this.#checkUnchanged();
    this.file.doneWith(this.#facts);
  }

  /** Out: how many bytes it holds behind a hole of NULs. */
  async *#readThrough(found: FollowedStream): AsyncGenerator<number, number> {
    let total = 0;
    for await (const chunk of this.#unpacked()) {
      for (let at = 0; found.id === undefined && at < chunk.length; at += FIRST_LINE_BYTES) {
        found.push(chunk.subarray(at, at + FIRST_LINE_BYTES), this.file.path, this.#now);
      }
      total += chunk.length;
      yield chunk.length;
    }
    this.#checkUnchanged();
    return total - found.leadingNuls;
  }

  async *#meter(stream: FollowedStream): AsyncGenerator<number, void> {
    const { rewinds } = stream;
    stream.isUnpacking = true;
    try {
      const print = stream.offset === stream.reached ? stream.tail : Buffer.alloc(0);
      const from = this.file.nuls + stream.offset - print.length;
      let seen = Buffer.alloc(0);
      for await (const chunk of this.#skipping(from)) {
        const take = Math.min(print.length - seen.length, chunk.length);
        if (take > 0) seen = Buffer.concat([seen, chunk.subarray(0, take)]);
        if (!print.subarray(0, seen.length).equals(seen)) throw new LogReadError(this.file.path, OTHER_LOG);
        this.#checkUnchanged();
        if (stream.rewinds !== rewinds) return;
        if (chunk.length > take) stream.push(chunk.subarray(take), this.file.path, this.#now);
        yield chunk.length;
      }
    } finally {
      stream.isUnpacking = false;
    }
  }

  async *#skipping(bytes: number): AsyncGenerator<Uint8Array> {
    let left = bytes;
    for await (const chunk of this.#unpacked()) {
      if (chunk.length > left) yield chunk.subarray(left);
      left = Math.max(0, left - chunk.length);
    }
  }

  #unpacked(): AsyncGenerator<Uint8Array> {
    return this.file.compression === 'gzip' ? gunzip(this.#packed()) : unzstd(this.file.path, this.#packed());
  }

  /** The file as it was when it was opened; what is appended meanwhile makes it another. */
  async *#packed(): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < this.#facts.size; ) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, this.#facts.size - position));
      const length = this.#handle.read(chunk, position);
      if (length === 0) return;
      position += length;
      this.#readBytes = position;
      yield chunk.subarray(0, length);
    }
  }

  #checkUnchanged(): void {
    const { size, modifiedNs } = this.#handle.facts();
    if (size === this.#facts.size && modifiedNs === this.#facts.modifiedNs) return;
    throw new LogReadError(this.file.path, 'it changed while it was read');
  }
}
