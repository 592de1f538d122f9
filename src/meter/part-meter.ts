import type { FormatProgram } from '../format/program.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';
import { changeOf, type FileLook, isSameFile, lookAt } from './file-look.ts';
import { type KernelBlock, kernelRows } from './kernel/kernel-rows.ts';
import { KernelSeat } from './kernel/kernel-seat.ts';
import { RunMeter } from './kernel/run-meter.ts';
import { isBlank, isComment } from './line-kind.ts';
import { LineMeter } from './line-meter.ts';
import type { ByteRange, LogPart } from './log-part.ts';
import { LogReadError } from './log-read-error.ts';
import type { MeteredRows } from './metered-rows.ts';
import { openLog, readPlain } from './open-log.ts';
import { LineSplitter } from './split-lines.ts';
import { type TableState, tableRows, UsageTable } from './usage-table.ts';

/** Rows where they lie, valid while nothing more is metered: as the kernel keeps them, or a table. */
export type PartRows = { readonly kernel: KernelBlock } | { readonly table: TableState };

export function meteredRows(rows: PartRows): MeteredRows {
  return 'kernel' in rows ? kernelRows(rows.kernel) : tableRows(rows.table);
}

/** What metering some logs gave, as plain data: sums of several are the whole's. */
export interface PartTotals {
  readonly rows: PartRows;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly unknownDurations: number;
  /** Uncompressed bytes. */
  readonly bytesRead: number;
  /** Lines that the reference parser has read, comments excepted: all of them where the kernel does not know the format. */
  readonly slowLines: number;
  /** For people: what happened to the logs while they were read. */
  readonly notes: readonly string[];
}

export interface PartProgress {
  /** Bytes of the file, still compressed, read since the last call. */
  readonly fileBytes: number;
  /** Lines since the last call. */
  readonly lines: number;
}

export interface PartOptions {
  /** null: the reference parser reads every line. */
  readonly kernel?: KernelSeat | null;
  /** Takes the rows so far where there are more than memory should hold, at least once a million; they are forgotten then. */
  readonly onFull?: (rows: MeteredRows) => void;
}

/** So many names are remembered, and so many rows of the reference parser: some 50 MB each. */
const MOST_DOMAINS = 100_000;
const MOST_SLOW_ROWS = 500_000;

/**
 * Meters logs, or ranges of them, into one table of any bucket length, without stream identities or segments: what
 * `weir report` needs, and each of its threads. An unterminated last line counts.
 *
 *     const meter = new PartMeter(program, 300)
 *     await meter.read({ path: 'access.log.gz' })
 *     meter.totals()
 */
export class PartMeter {
  readonly #onFull: PartOptions['onFull'];
  #table: UsageTable;
  readonly #meter: LineMeter;
  readonly #kernel: RunMeter | undefined;
  readonly #hasHeader: boolean;
  readonly #rejects: Rejects = {};
  readonly #notes: string[] = [];
  #lines = 0;
  #slowLines = 0;
  #bytesRead = 0;

  /** The program has been through requireDomain. */
  constructor(program: FormatProgram, bucketSeconds: number, options: PartOptions = {}) {
    const { kernel = new KernelSeat(), onFull } = options;
    this.#onFull = onFull;
    this.#table = new UsageTable(bucketSeconds);
    this.#meter = new LineMeter(program, this.#table);
    this.#hasHeader = program.kind === 'text' && program.header !== undefined;
    this.#kernel = kernel ? new RunMeter(program, this.#meter, this.#table, kernel) : undefined;
  }

  /** Rejects with a LogReadError; what was counted up to there is then of no use. */
  async read(part: LogPart, onProgress: (progress: PartProgress) => void = () => {}): Promise<void> {
    this.#meter.header(undefined);
    // what a line's columns are may stand anywhere above it, so such a log is metered whole, by whoever has its beginning
    const range = this.#hasHeader ? undefined : part.range;
    if (this.#hasHeader && part.range && part.range.start > 0) return;
    if (part.look) await this.#requireSameFile(part.path, part.look);
    if (range) await this.#readRange(part.path, range, onProgress);
    else await this.#readWhole(part.path, onProgress);
    const isLast = range === undefined || range.end === Number.POSITIVE_INFINITY;
    const change = part.look && isLast ? changeOf(part.look, await lookAt(part.path)) : undefined;
    if (change !== undefined) this.#notes.push(`${part.path}: ${change}`);
  }

  /** Another thread may have had its range of the file long before. */
  async #requireSameFile(path: string, look: FileLook): Promise<void> {
    const now = await lookAt(path);
    if (now && !isSameFile(now, look))
      throw new LogReadError(path, 'another file took its name before all of it was read');
  }

  /** The end: nothing can be read after it. */
  totals(): PartTotals {
    return {
      rows: this.#rows(),
      lines: this.#lines,
      rejects: this.#rejects,
      unknownDurations: this.#meter.unknownDurations,
      bytesRead: this.#bytesRead,
      slowLines: this.#slowLines,
      notes: this.#notes,
    };
  }

  #push(splitter: LineSplitter, chunk: Uint8Array): void {
    splitter.push(chunk);
    const { domains, length } = this.#table;
    if (domains.length < MOST_DOMAINS && length < MOST_SLOW_ROWS && !this.#kernel?.isNearlyFull) return;
    if (!this.#onFull) return;
    this.#onFull(meteredRows(this.#rows()));
    this.#table = new UsageTable(this.#table.bucketSeconds);
    this.#meter.startTable(this.#table);
    this.#kernel?.startTable(this.#table);
  }

  #rows(): PartRows {
    const words = this.#kernel?.takeRows();
    if (words) return { kernel: { words, domains: this.#table.domains } };
    this.#kernel?.flush();
    return { table: this.#table.state() };
  }

  async #readWhole(path: string, onProgress: (progress: PartProgress) => void): Promise<void> {
    const splitter = this.#splitter(() => true, Number.POSITIVE_INFINITY);
    let before = 0;
    const report = (readBytes: number) => {
      onProgress({ fileBytes: readBytes - before, lines: this.#takeNewLines() });
      before = readBytes;
    };
    for await (const chunk of openLog(path, { onProgress: report, into: this.#kernel?.input })) {
      this.#bytesRead += chunk.length;
      this.#push(splitter, chunk);
    }
    splitter.flush();
  }

  /** Starts one byte early: only the byte before tells whether a line starts at the range's first. */
  async #readRange(path: string, { start, end }: ByteRange, onProgress: (p: PartProgress) => void): Promise<void> {
    const from = Math.max(0, start - 1);
    // the first line behind a hole of NULs is the first range's, wherever the hole ends
    const owns = (offset: number) => offset === 0 || offset + splitter.leadingNuls < end;
    const splitter = this.#splitter(owns, end, { offset: from, midLine: start > 0 });
    let position = from;
    for await (const chunk of readPlain(path, from, this.#kernel?.input)) {
      this.#push(splitter, chunk);
      const fileBytes = Math.max(0, Math.min(end, position + chunk.length) - Math.max(start, position));
      this.#bytesRead += fileBytes;
      position += chunk.length;
      onProgress({ fileBytes, lines: this.#takeNewLines() });
      if (position >= end && !owns(splitter.lineStart)) return;
    }
    splitter.flush();
  }

  #linesTold = 0;
  #takeNewLines(): number {
    const lines = this.#lines - this.#linesTold;
    this.#linesTold = this.#lines;
    return lines;
  }

  #splitter(owns: (offset: number) => boolean, end: number, start = {}): LineSplitter {
    const splitter: LineSplitter = new LineSplitter(
      {
        line: (buffer, from, to, offset) => {
          if (owns(offset)) this.#line(buffer, from, to);
        },
        tooLong: (prefix, offset) => {
          if (owns(offset) && !isComment(prefix, 0, prefix.length)) this.#count('too_long');
        },
        lineEnd: () => {},
        // a run that reaches the range's end is cut line by line
        run: (buffer, from, to, offset) =>
          offset + to - from + splitter.leadingNuls < end ? this.#run(buffer, from, to) : from,
      },
      start,
    );
    return splitter;
  }

  #run(buffer: Buffer, start: number, end: number): number {
    if (!this.#kernel) return start;
    const lines = this.#kernel.read(buffer, start, end, (left, from, to) => {
      this.#lines--;
      this.#line(left, from, to);
    });
    this.#lines += lines;
    return lines > 0 ? end : start;
  }

  #line(buffer: Buffer, start: number, end: number): void {
    if (isComment(buffer, start, end)) {
      this.#meter.header(buffer.subarray(start, end));
      return;
    }
    this.#count(isBlank(buffer, start, end) ? 'blank' : this.#meter.read(buffer, start, end));
  }

  #count(rejected: RejectReason | undefined): void {
    this.#lines++;
    this.#slowLines++;
    if (rejected !== undefined) this.#rejects[rejected] = (this.#rejects[rejected] ?? 0) + 1;
  }
}
