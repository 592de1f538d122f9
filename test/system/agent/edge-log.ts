import * as fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Truth } from '../../support/log-truth.ts';
import { LogWriter, type LogWriterOptions } from './log-writer.ts';

export interface EdgeLogOptions extends LogWriterOptions {
  /** Rotated copies match the pattern that it is followed by. */
  readonly isRotated: boolean;
}

/**
 * A log and what is done to logs: rotation by rename, by copy and truncation, compression, deletion.
 *
 *     log.grow(50); log.rotate(); log.grow(20); log.reopen(); log.grow(9);    // access.log.1 has 70 lines, access.log 10
 */
export class EdgeLog {
  readonly options: EdgeLogOptions;
  /** Rotated copies, the newest first, as logrotate numbers them. */
  archives: string[] = [];
  readonly #writer: LogWriter;

  constructor(options: EdgeLogOptions) {
    this.options = options;
    this.#writer = new LogWriter(options);
  }

  /** What all complete lines add up to, wherever they are by now. */
  get written(): Truth {
    return this.#writer.written;
  }

  grow(lines: number): void {
    this.#writer.grow(lines);
  }

  startLine(): void {
    this.#writer.startLine();
  }

  finishLine(): void {
    this.#writer.finishLine();
  }

  /** Renames it away; the writer keeps writing to the renamed file until it is told to reopen. */
  rotate(): void {
    this.#makeRoom();
    fs.renameSync(this.options.path, this.archives[0]!);
    this.#writer.path = this.archives[0]!;
  }

  /** As `nginx -s reopen`: no half line is left behind, and the new log begins with a line. */
  reopen(): void {
    this.finishLine();
    this.#writer.open();
    this.grow(1);
  }

  /** Copies it and cuts it to nothing. A line that was half written is lost: one part in the copy, one in the log. */
  copyTruncate(): void {
    this.#makeRoom();
    fs.copyFileSync(this.options.path, this.archives[0]!);
    fs.truncateSync(this.options.path, 0);
    this.#writer.loseHalfLine();
  }

  /** Other lines in the same file, at once: as many as there were, fewer or more. Only where nothing is unread or half written. */
  rewrite(lines: number): void {
    fs.truncateSync(this.options.path, 0);
    this.#writer.open();
    this.grow(lines);
  }

  /** Deletes it and begins another, often with the same inode. Only where nothing is unread or half written. */
  recreate(lines: number): void {
    fs.rmSync(this.options.path);
    this.#writer.open();
    this.grow(lines);
  }

  /** The oldest copy that is not compressed yet; rotates where there is none. */
  #copyToCompress(): string {
    const plain = this.archives.findLast((path) => !path.endsWith('.gz') && !fs.existsSync(`${path}.gz`));
    if (plain !== undefined && plain !== this.#writer.path) return plain;
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
    if (path === undefined || path === this.#writer.path) throw new Error('there is no copy to be removed');
    for (const copy of [path, `${path}.gz`]) fs.rmSync(copy, { force: true });
  }

  /** access.log.1 becomes access.log.2 and so on. */
  #makeRoom(): void {
    const { path } = this.options;
    if (this.#writer.path !== path) this.reopen();
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
