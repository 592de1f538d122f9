import { MAX_LINE_BYTES } from '../usage/segment.ts';

/** Who gets the lines. Offsets count the stream's bytes from its first one that is not NUL. */
export interface LineSink {
  /** A line without its newline and one trailing CR, in [start, end) of the buffer; `offset` is where it starts. */
  line(buffer: Buffer, start: number, end: number, offset: number): void;
  /** The line at `offset` is over MAX_LINE_BYTES; `prefix` is its first MAX_LINE_BYTES. */
  tooLong(prefix: Buffer, offset: number): void;
  /** The line told last has ended: it reached from `start` to `end`, its newline included, and the next one starts there. */
  lineEnd(start: number, end: number): void;
  /**
   * Offered instead of line by line: complete lines, each at most MAX_LINE_BYTES long, in [start, end) of the buffer with their
   * newlines; `offset` is where the first starts. Out: up to where in the buffer they were taken; of those nothing else is told.
   */
  run?(buffer: Buffer, start: number, end: number, offset: number): number;
}

export interface SplitStart {
  /** Offset of the first byte that will be pushed; default 0. */
  readonly offset?: number;
  /** The first byte lies within a line, which is not told: telling starts after its newline. */
  readonly midLine?: boolean;
}

const NEWLINE = 0x0a;
const CR = 0x0d;
const FIRST_TAIL_BYTES = 4096;

/**
 * Cuts a byte stream, in chunks of any size, into lines. How the stream is chunked never shows: a line is told the moment
 * its newline is seen, an over-long one the moment that is certain, without ever holding more of it than MAX_LINE_BYTES.
 *
 * NULs before the first other byte are skipped: copytruncate leaves such holes.
 */
export class LineSplitter {
  /** Bytes of the leading hole. */
  leadingNuls = 0;
  /** Where the line that is being read starts; Infinity while its start is behind us and only its end is awaited. */
  lineStart: number;
  readonly #sink: LineSink;
  #isAtStart: boolean;
  /** Within a line that is not told (any more): look for its newline only. */
  #isSkipping: boolean;
  /** Does the skipped line's end matter to the sink? */
  #tellsEnd = false;
  #position: number;
  #tail = Buffer.allocUnsafe(FIRST_TAIL_BYTES);
  #tailLength = 0;

  constructor(sink: LineSink, start: SplitStart = {}) {
    this.#sink = sink;
    this.#position = start.offset ?? 0;
    this.#isSkipping = start.midLine ?? false;
    this.#isAtStart = this.#position === 0 && !this.#isSkipping;
    this.lineStart = this.#isSkipping ? Number.POSITIVE_INFINITY : this.#position;
  }

  /** Length of the unterminated last line; 0 while an over-long one, already told, is skipped. */
  get pendingBytes(): number {
    return this.#tailLength;
  }

  push(chunk: Uint8Array): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = this.#isAtStart ? this.#skipNuls(buffer) : 0;
    const base = this.#position - at; // stream offset of the buffer's first byte
    if (this.#isSkipping) at = this.#skipToNewline(buffer, at, base);
    if (this.#tailLength > 0) at = this.#finishTail(buffer, at, base);
    const lines = buffer.lastIndexOf(NEWLINE) + 1;
    while (at < lines) {
      const taken = this.#offerRun(buffer, at, lines, base);
      at = taken > at ? taken : this.#takeLine(buffer, at, base);
    }
    this.#position = base + buffer.length;
    if (!this.#isSkipping) this.#keep(buffer, at);
  }

  /** Tells an unterminated last line as if it were complete. */
  flush(): void {
    if (this.#tailLength === 0) return;
    this.#tell(this.#tail, 0, this.#tailLength);
    this.#startLine(this.#position);
    this.#tailLength = 0;
  }

  /** Out: where the buffer's next line starts. */
  #takeLine(buffer: Buffer, start: number, base: number): number {
    const newline = buffer.indexOf(NEWLINE, start);
    this.#tell(buffer, start, newline);
    this.#startLine(base + newline + 1);
    return newline + 1;
  }

  /** Likewise; `start` where the sink takes no run that starts there. */
  #offerRun(buffer: Buffer, start: number, end: number, base: number): number {
    if (!this.#sink.run || buffer.length > MAX_LINE_BYTES) return start;
    const taken = this.#sink.run(buffer, start, end, base + start);
    if (taken > start) this.lineStart = base + taken;
    return taken;
  }

  #skipNuls(buffer: Buffer): number {
    let at = 0;
    while (at < buffer.length && buffer[at] === 0) at++;
    this.leadingNuls += at;
    this.#isAtStart = at === buffer.length;
    return at;
  }

  #skipToNewline(buffer: Buffer, at: number, base: number): number {
    const end = buffer.indexOf(NEWLINE, at);
    if (end < 0) return buffer.length;
    this.#isSkipping = false;
    if (this.#tellsEnd) this.#startLine(base + end + 1);
    else this.lineStart = base + end + 1;
    return end + 1;
  }

  /** The rest of a line whose beginning came with earlier chunks. */
  #finishTail(buffer: Buffer, at: number, base: number): number {
    const newline = buffer.indexOf(NEWLINE, at);
    const end = newline < 0 ? buffer.length : newline;
    this.#keep(buffer.subarray(0, end), at);
    if (this.#isSkipping) return this.#skipToNewline(buffer, at, base);
    if (newline < 0) return end;
    this.#tell(this.#tail, 0, this.#tailLength);
    this.#tailLength = 0;
    this.#startLine(base + newline + 1);
    return newline + 1;
  }

  #tell(buffer: Buffer, start: number, end: number): void {
    const contentEnd = end > start && buffer[end - 1] === CR ? end - 1 : end;
    if (contentEnd - start <= MAX_LINE_BYTES) this.#sink.line(buffer, start, contentEnd, this.lineStart);
    else this.#sink.tooLong(buffer.subarray(start, start + MAX_LINE_BYTES), this.lineStart);
  }

  #startLine(offset: number): void {
    const start = this.lineStart;
    this.lineStart = offset;
    this.#sink.lineEnd(start, offset);
  }

  /** Keeps the buffer's rest for the next chunk, or finds that its line is over-long. */
  #keep(buffer: Buffer, at: number): void {
    const room = MAX_LINE_BYTES + 2 - this.#tailLength;
    const kept = buffer.subarray(at, at + room);
    this.#reserve(this.#tailLength + kept.length);
    kept.copy(this.#tail, this.#tailLength);
    this.#tailLength += kept.length;
    const excess = this.#tailLength - MAX_LINE_BYTES;
    if (excess > 1 || (excess === 1 && this.#tail[MAX_LINE_BYTES] !== CR)) this.#giveUpTail();
  }

  #giveUpTail(): void {
    this.#sink.tooLong(this.#tail.subarray(0, MAX_LINE_BYTES), this.lineStart);
    this.#tailLength = 0;
    this.#isSkipping = true;
    this.#tellsEnd = true;
  }

  #reserve(length: number): void {
    if (length <= this.#tail.length) return;
    const grown = Buffer.allocUnsafe(Math.min(MAX_LINE_BYTES + 2, 2 * length));
    this.#tail.copy(grown, 0, 0, this.#tailLength);
    this.#tail = grown;
  }
}

/** Behind the last newline in [start, end) of a buffer; `start` where there is none. */
export function lastLineEnd(buffer: Buffer, start: number, end: number): number {
  return start + buffer.subarray(start, end).lastIndexOf(NEWLINE) + 1;
}
