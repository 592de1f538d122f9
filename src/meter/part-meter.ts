import type { FormatProgram } from '../format/program.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';
import { isBlank, isComment } from './line-kind.ts';
import { LineMeter } from './line-meter.ts';
import type { ByteRange, LogPart } from './log-part.ts';
import { openLog, readPlain } from './open-log.ts';
import { LineSplitter } from './split-lines.ts';
import { type TableState, UsageTable } from './usage-table.ts';

/** What metering some logs gave, as plain data: sums of several are the whole's. */
export interface PartTotals {
  readonly table: TableState;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly unknownDurations: number;
  /** Uncompressed bytes. */
  readonly bytesRead: number;
}

export interface PartProgress {
  /** Bytes of the file, still compressed, read since the last call. */
  readonly fileBytes: number;
  /** Lines since the last call. */
  readonly lines: number;
}

/**
 * Meters logs, or ranges of them, into one table of any bucket length, without stream identities or segments: what
 * `weir report` needs, and each of its threads. An unterminated last line counts.
 *
 *     const meter = new PartMeter(program, 300)
 *     await meter.read({ path: 'access.log.gz' })
 *     meter.totals()
 */
export class PartMeter {
  readonly #table: UsageTable;
  readonly #meter: LineMeter;
  readonly #rejects: Rejects = {};
  #lines = 0;
  #bytesRead = 0;

  /** The program has been through requireDomain. */
  constructor(program: FormatProgram, bucketSeconds: number) {
    this.#table = new UsageTable(bucketSeconds);
    this.#meter = new LineMeter(program, this.#table);
  }

  /** Rejects with a LogReadError; what was counted up to there is then of no use. */
  async read(part: LogPart, onProgress: (progress: PartProgress) => void = () => {}): Promise<void> {
    if (part.range) await this.#readRange(part.path, part.range, onProgress);
    else await this.#readWhole(part.path, onProgress);
  }

  totals(): PartTotals {
    const { unknownDurations } = this.#meter;
    const table = this.#table.state();
    return { table, lines: this.#lines, rejects: this.#rejects, unknownDurations, bytesRead: this.#bytesRead };
  }

  async #readWhole(path: string, onProgress: (progress: PartProgress) => void): Promise<void> {
    const splitter = this.#splitter(() => true);
    let before = 0;
    const report = (readBytes: number) => {
      onProgress({ fileBytes: readBytes - before, lines: this.#takeNewLines() });
      before = readBytes;
    };
    for await (const chunk of openLog(path, { onProgress: report })) {
      this.#bytesRead += chunk.length;
      splitter.push(chunk);
    }
    splitter.flush();
  }

  /** Starts one byte early: only the byte before tells whether a line starts at the range's first. */
  async #readRange(path: string, { start, end }: ByteRange, onProgress: (p: PartProgress) => void): Promise<void> {
    const from = Math.max(0, start - 1);
    // the first line behind a hole of NULs is the first range's, wherever the hole ends
    const owns = (offset: number) => offset === 0 || offset + splitter.leadingNuls < end;
    const splitter = this.#splitter(owns, { offset: from, midLine: start > 0 });
    let position = from;
    for await (const chunk of readPlain(path, from)) {
      splitter.push(chunk);
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

  #splitter(owns: (offset: number) => boolean, start = {}): LineSplitter {
    return new LineSplitter(
      {
        line: (buffer, from, to, offset) => {
          if (owns(offset)) this.#line(buffer, from, to);
        },
        tooLong: (prefix, offset) => {
          if (owns(offset) && !isComment(prefix, 0, prefix.length)) this.#count('too_long');
        },
        lineEnd: () => {},
      },
      start,
    );
  }

  #line(buffer: Buffer, start: number, end: number): void {
    if (isComment(buffer, start, end)) return;
    this.#count(isBlank(buffer, start, end) ? 'blank' : this.#meter.read(buffer, start, end));
  }

  #count(rejected: RejectReason | undefined): void {
    this.#lines++;
    if (rejected !== undefined) this.#rejects[rejected] = (this.#rejects[rejected] ?? 0) + 1;
  }
}
