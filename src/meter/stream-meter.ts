import { createHash } from 'node:crypto';
import type { FormatProgram } from '../format/program.ts';
import { MAX_LINE_BYTES, type MeteredSegment, SEGMENT_BYTES } from '../usage/segment.ts';
import { KernelSeat } from './kernel/kernel-seat.ts';
import { RunMeter } from './kernel/run-meter.ts';
import { isBlank, isComment } from './line-kind.ts';
import { LineMeter } from './line-meter.ts';
import { SegmentTally } from './segment-tally.ts';
import { LineSplitter, lastLineEnd } from './split-lines.ts';

export interface StreamOptions {
  /** The input's `stream:`, which tells apart logs whose first lines are the same. */
  readonly salt?: string;
  /** Only tests change it; default 64 MiB. */
  readonly segmentBytes?: number;
  /** null: the reference parser reads every line, which gives the same; default: the thread's own. */
  readonly kernel?: KernelSeat | null;
  /**
   * Go on at the start of a segment's first line, of a stream whose identity is known: a checkpoint saves time. `columns`
   * is what `openColumns` said there.
   */
  readonly resume?: { readonly stream: string; readonly offset: number; readonly columns?: string };
}

/** Many streams may be metered in turn. */
const sharedKernel = new KernelSeat();

/**
 * Meters a log stream segment by segment. In: the stream's uncompressed bytes, in chunks of any size; out: its identity, and
 * for each segment what metering it gave so far, cumulative, with a version that says how far that is.
 *
 *     const meter = new StreamMeter(program)
 *     for await (const chunk of openLog('access.log')) {
 *       meter.push(chunk)
 *       send(meter.takeClosed())          // whole segments; meter.open() is the one still growing
 *     }
 *     meter.end({ final: false })
 *     send([meter.open()])
 *
 * A line belongs to the segment its first byte lies in, and a segment closes when the line that follows its last one starts
 * beyond its border. Version = end of the last complete line, at most MAX_LINE_BYTES + 1 after that line's start: so it does
 * not matter when an over-long line ends, and it stays below SEGMENT_BYTES + MAX_LINE_BYTES + 1.
 */
export class StreamMeter {
  /** 32 hex digits, from the moment the first complete data line was seen. */
  stream: string | undefined;
  /** Lines so far, `#` lines excepted; over all segments. */
  lines = 0;
  rejected = 0;
  /** The header in force where the open segment begins, for formats that have one: with `openOffset`, where to resume. */
  openColumns: string | undefined;
  /** Bytes pushed so far, a leading hole of NULs included. */
  bytesRead = 0;
  readonly #salt: string | undefined;
  readonly #segmentBytes: number;
  readonly #meter: LineMeter;
  readonly #kernel: RunMeter | undefined;
  readonly #splitter: LineSplitter;
  #segment: SegmentTally;
  #closed: MeteredSegment[] = [];

  /** The program has been through requireDomain. */
  constructor(program: FormatProgram, options: StreamOptions = {}) {
    const offset = options.resume?.offset ?? 0;
    this.stream = options.resume?.stream;
    this.#salt = options.salt;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#segment = new SegmentTally(Math.floor(offset / this.#segmentBytes), offset);
    this.#meter = new LineMeter(program, this.#segment.table);
    if (options.resume?.columns !== undefined) this.#meter.header(Buffer.from(options.resume.columns));
    this.openColumns = this.#meter.columns;
    const { kernel = sharedKernel } = options;
    this.#kernel = kernel ? new RunMeter(program, this.#meter, this.#segment.table, kernel) : undefined;
    this.#splitter = new LineSplitter(
      {
        line: (buffer, start, end, at) => this.#line(buffer, start, end, at),
        tooLong: (prefix, at) => this.#tooLong(prefix, at),
        lineEnd: (from, to) => this.#lineEnd(from, to),
        run: (buffer, start, end, at) => this.#run(buffer, start, end, at),
      },
      { offset },
    );
  }

  push(chunk: Uint8Array): void {
    this.bytesRead += chunk.length;
    this.#splitter.push(chunk);
  }

  /** No more will come. `final` counts an unterminated last line; the last segment is still what `open` gives. */
  end({ final }: { readonly final: boolean }): void {
    if (final) this.#splitter.flush();
  }

  /** The segments that closed since the last call, in order. */
  takeClosed(): MeteredSegment[] {
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }

  /** The segment still growing; undefined while it has no complete line. A copy: pushing on does not change it. */
  open(): MeteredSegment | undefined {
    this.#kernel?.flush();
    return this.#segment.bytes > 0 ? this.#segment.metered() : undefined;
  }

  /** Lines that the kernel left to the reference parser; those that never came to it are not among them. */
  get slowLines(): number {
    return this.#kernel?.slowLines ?? 0;
  }

  /** Length of the unterminated last line, which is not counted yet. */
  get pendingBytes(): number {
    return this.#splitter.pendingBytes;
  }

  /** Version of the open segment so far; 0 while it has no complete line. */
  get openBytes(): number {
    return this.#segment.bytes;
  }

  /** How many (domain, minute) pairs it has; those that the kernel has not handed over yet are not among them. */
  get openRows(): number {
    return this.#segment.table.length;
  }

  /** The latest minute in it, Unix seconds; 0 where there is none. Asks the kernel for its rows: not for every chunk. */
  get newestMinute(): number {
    this.#kernel?.flush();
    return this.#segment.newestMinute();
  }

  /** Stream offset of the open segment's first line: where to resume. */
  get openOffset(): number {
    return this.#segment.firstLine;
  }

  /** NULs before the stream's offset 0: file position = leadingNuls + stream offset. */
  get leadingNuls(): number {
    return this.#splitter.leadingNuls;
  }

  /** Up to the segment's border; the line that crosses it is told by itself, and so is all before the stream is known. */
  #run(buffer: Buffer, start: number, end: number, offset: number): number {
    if (!this.#kernel || this.stream === undefined) return start;
    const border = this.#segmentStart() + this.#segmentBytes;
    const cut = lastLineEnd(buffer, start, Math.min(end, start + border - 1 - offset));
    if (cut === start) return start;
    let left = 0;
    const lines = this.#kernel.read(buffer, start, cut, (lineBuffer, from, to, at) => {
      left++;
      this.#line(lineBuffer, from, to, offset + at);
    });
    if (lines === 0) return start;
    this.lines += lines - left;
    this.#segment.lines += lines - left;
    this.#told(offset + cut - start);
    return cut;
  }

  #line(buffer: Buffer, start: number, end: number, offset: number): void {
    if (isComment(buffer, start, end)) {
      this.#meter.header(buffer.subarray(start, end));
      return;
    }
    this.#countLine();
    const blank = isBlank(buffer, start, end);
    if (!blank && this.stream === undefined) this.#identify(buffer.subarray(start, end));
    const reason = blank ? 'blank' : this.#meter.read(buffer, start, end);
    if (reason !== undefined) this.#reject(reason, offset, buffer.subarray(start, end));
  }

  /** Its whole text may never be known: its first MAX_LINE_BYTES stand for it in the stream's identity. */
  #tooLong(prefix: Buffer, offset: number): void {
    this.#segment.bytes = versionEnd(offset, Number.POSITIVE_INFINITY) - this.#segmentStart();
    if (isComment(prefix, 0, prefix.length)) return;
    this.#countLine();
    if (this.stream === undefined && !isBlank(prefix, 0, prefix.length)) this.#identify(prefix);
    this.#reject('too_long', offset, prefix);
  }

  #countLine(): void {
    this.lines++;
    this.#segment.lines++;
  }

  #reject(reason: Parameters<SegmentTally['reject']>[0], offset: number, line: Uint8Array): void {
    this.rejected++;
    this.#segment.reject(reason, offset, line);
  }

  #identify(line: Uint8Array): void {
    const hash = createHash('sha256');
    if (this.#salt !== undefined) hash.update(`${this.#salt}\0`);
    this.stream = hash.update(line).digest('hex').slice(0, 32);
  }

  #segmentStart(): number {
    return this.#segment.index * this.#segmentBytes;
  }

  #lineEnd(start: number, end: number): void {
    this.#told(versionEnd(start, end));
    if (end >= this.#segmentStart() + this.#segmentBytes) this.#close(end);
  }

  /** Everything up to there has been told. */
  #told(end: number): void {
    const segment = this.#segment;
    segment.bytes = end - this.#segmentStart();
    segment.unknownDurations += this.#meter.unknownDurations;
    this.#meter.unknownDurations = 0;
  }

  #close(nextLine: number): void {
    this.#kernel?.flush();
    this.#closed.push(this.#segment.metered());
    this.#segment = new SegmentTally(Math.floor(nextLine / this.#segmentBytes), nextLine);
    this.openColumns = this.#meter.columns;
    this.#meter.startTable(this.#segment.table);
    this.#kernel?.startTable(this.#segment.table);
  }
}

function versionEnd(lineStart: number, lineEnd: number): number {
  return Math.min(lineEnd, lineStart + MAX_LINE_BYTES + 1);
}
