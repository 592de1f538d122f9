import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { addTruth } from '../../support/exact-usage.ts';
import { generateLog, Truth } from '../../support/log-truth.ts';
import type { Random } from '../../support/random.ts';

export interface EdgeLogOptions {
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
  /** Rotated copies match the pattern that it is followed by. */
  readonly isRotated: boolean;
}

/** A line of which a part was written, and what it adds once the rest is there. */
interface HalfLine {
  readonly rest: Buffer;
  readonly adds: Truth;
}

const LONGEST_STEP_SECONDS = 500;

/**
 * A log as an edge writes it, and what is done to logs: rotation by rename, by copy and truncation, compression, deletion.
 * What its complete lines add up to is counted here, by arithmetic of its own.
 *
 *     log.grow(50); log.rotate(); log.grow(20); log.reopen(); log.grow(9);    // access.log.1 has 70 lines, access.log 9
 */
export class EdgeLog {
  readonly options: EdgeLogOptions;
  /** What all complete lines add up to, wherever they are by now. */
  readonly written = new Truth();
  /** Rotated copies, the newest first, as logrotate numbers them. */
  archives: string[] = [];
  #writesTo: string;
  #position = 0;
  #at: number;
  #half: HalfLine | undefined;

  constructor(options: EdgeLogOptions) {
    this.options = options;
    this.#writesTo = options.path;
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
    const cut = line.indexOf(']') + 1 + this.options.random.below(20); // the rest has no time: never a line by itself
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
    const { random, host, shared, end } = this.options;
    const start = this.#at;
    this.#at = Math.min(end - 1, start + 1 + random.below(LONGEST_STEP_SECONDS));
    return generateLog(
      { seed: random.below(2 ** 31), lines, hosts: [host, ...shared], start, end: this.#at + 1, name: host },
      truth,
    );
  }

  #write(bytes: Buffer): void {
    const file = fs.openSync(
      this.#writesTo,
      this.options.isAppending ? 'a' : fs.constants.O_WRONLY | fs.constants.O_CREAT,
    );
    fs.writeSync(file, bytes, 0, bytes.length, this.options.isAppending ? null : this.#position);
    fs.closeSync(file);
    this.#position += bytes.length;
  }

  /** Renames it away; the writer keeps writing to the renamed file until it is told to reopen. */
  rotate(): void {
    this.#makeRoom();
    fs.renameSync(this.options.path, this.archives[0]!);
    this.#writesTo = this.archives[0]!;
  }

  /** As `nginx -s reopen`: no half line is left behind. */
  reopen(): void {
    this.finishLine();
    this.#writesTo = this.options.path;
    this.#position = 0;
    this.grow(1);
  }

  /** Copies it and cuts it to nothing. A line that was half written is lost: one part in the copy, one in the log. */
  copyTruncate(): void {
    this.#makeRoom();
    fs.copyFileSync(this.options.path, this.archives[0]!);
    fs.truncateSync(this.options.path, 0);
    if (this.#half) this.#half = { rest: this.#half.rest, adds: oneReject() };
  }

  /** Other lines in the same file, at once: as many as there were, fewer or more. Only once everything was read, and no half line is left. */
  rewrite(lines: number): void {
    fs.truncateSync(this.options.path, 0);
    this.#position = 0;
    this.grow(lines);
  }

  /** Deletes it and begins another, which often has the same inode. Only once everything was read, and no half line is left. */
  recreate(lines: number): void {
    fs.rmSync(this.options.path);
    this.#position = 0;
    this.grow(lines);
  }

  /** The oldest copy that is not compressed yet; rotates where there is none. */
  #copyToCompress(): string {
    const plain = this.archives.findLast((path) => !path.endsWith('.gz') && !fs.existsSync(`${path}.gz`));
    if (plain !== undefined && plain !== this.#writesTo) return plain;
    this.rotate();
    this.reopen();
    return this.archives[0]!;
  }

  /** gzip writes for a while, and its log may stay beside it (`gzip -k`). */
  async compress(isKept: boolean): Promise<void> {
    const plain = this.#copyToCompress();
    const bytes = gzipSync(fs.readFileSync(plain));
    fs.writeFileSync(`${plain}.gz`, bytes.subarray(0, bytes.length / 2));
    await sleep(this.options.random.below(300));
    fs.appendFileSync(`${plain}.gz`, bytes.subarray(bytes.length / 2));
    if (isKept) return;
    fs.rmSync(plain);
    this.archives = this.archives.map((path) => (path === plain ? `${plain}.gz` : path));
  }

  /** As `rotate 3` of logrotate deletes the fourth. Only once everything was read. */
  removeOldest(): void {
    const path = this.archives.pop();
    if (path === undefined || path === this.#writesTo) throw new Error('there is no copy to be removed');
    for (const copy of [path, `${path}.gz`]) fs.rmSync(copy, { force: true });
  }

  /** access.log.1 becomes access.log.2 and so on. */
  #makeRoom(): void {
    const { path } = this.options;
    if (this.#writesTo !== path) this.reopen();
    this.archives = this.archives
      .map((from, i) => {
        const to = `${path}.${i + 2}${from.endsWith('.gz') ? '.gz' : ''}`;
        return [from, to] as const;
      })
      .reverse()
      .map(([from, to]) => this.#rename(from, to))
      .reverse();
    this.archives.unshift(`${path}.1`);
  }

  #rename(from: string, to: string): string {
    if (!from.endsWith('.gz') && fs.existsSync(`${from}.gz`)) fs.renameSync(`${from}.gz`, `${to}.gz`);
    fs.renameSync(from, to);
    return to;
  }
}

function oneReject(): Truth {
  const truth = new Truth();
  truth.lines = 1;
  truth.rejected = 1;
  return truth;
}
