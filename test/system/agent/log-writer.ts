import * as fs from 'node:fs';
import { addTruth } from '../../support/exact-usage.ts';
import { generateLog, Truth } from '../../support/log-truth.ts';
import type { Random } from '../../support/random.ts';

export interface LogWriterOptions {
  readonly path: string;
  /** A host that no other log has, and those that it shares with others. */
  readonly host: string;
  readonly shared: readonly string[];
  /** Unix seconds: its lines end in [start, end), in the order of time. */
  readonly start: number;
  readonly end: number;
  readonly random: Random;
  /** false: the writer goes on where it was after a truncation, and the hole before it is full of NULs. */
  readonly isAppending: boolean;
}

/** A line of which a part was written, and what it adds once the rest is there. */
interface HalfLine {
  readonly rest: Buffer;
  readonly adds: Truth;
}

const LONGEST_STEP_SECONDS = 500;

/**
 * The program that writes a log, with what its complete lines add up to, by arithmetic of its own.
 *
 *     writer.grow(50); writer.startLine(); writer.finishLine();     // 51 lines
 */
export class LogWriter {
  /** What all complete lines add up to, wherever they are by now. */
  readonly written = new Truth();
  /** Where the next bytes go. */
  path: string;
  readonly #options: LogWriterOptions;
  #position = 0;
  #at: number;
  #half: HalfLine | undefined;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.path = options.path;
    this.#at = options.start;
  }

  grow(lines: number): void {
    this.finishLine();
    const adds = new Truth();
    this.#write(Buffer.from(this.#generate(lines, adds)));
    addTruth(this.written, adds);
  }

  /** The next line so far as the writer has flushed it: nobody may count it yet. */
  startLine(): void {
    this.finishLine();
    const adds = new Truth();
    const line = Buffer.from(this.#generate(1, adds));
    const cut = line.indexOf(']') + 1 + this.#options.random.below(20); // the rest has no time: never a line by itself
    this.#write(line.subarray(0, cut));
    this.#half = { rest: line.subarray(cut), adds };
  }

  /** The rest of a half line, where there is one. */
  finishLine(): void {
    if (!this.#half) return;
    const { rest, adds } = this.#half;
    this.#half = undefined;
    this.#write(rest);
    addTruth(this.written, adds);
  }

  #generate(lines: number, truth: Truth): string {
    const { random, host, shared, end } = this.#options;
    const start = this.#at;
    this.#at = Math.min(end - 1, start + 1 + random.below(LONGEST_STEP_SECONDS));
    return generateLog(
      { seed: random.below(2 ** 31), lines, hosts: [host, ...shared], start, end: this.#at + 1, name: host },
      truth,
    );
  }

  #write(bytes: Buffer): void {
    const file = fs.openSync(this.path, this.#options.isAppending ? 'a' : fs.constants.O_WRONLY | fs.constants.O_CREAT);
    fs.writeSync(file, bytes, 0, bytes.length, this.#options.isAppending ? null : this.#position);
    fs.closeSync(file);
    this.#position += bytes.length;
  }

  /** The part of a half line that was written is gone: what comes of the rest is no line. */
  loseHalfLine(): void {
    if (this.#half) this.#half = { rest: this.#half.rest, adds: oneReject() };
  }

  /** Goes on at the beginning of the log's own path. */
  open(): void {
    this.path = this.#options.path;
    this.#position = 0;
  }
}

function oneReject(): Truth {
  const truth = new Truth();
  truth.lines = 1;
  truth.rejected = 1;
  return truth;
}
