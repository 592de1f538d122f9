import { gzipSync } from 'node:zlib';
import type { Random } from '../../support/random.ts';
import type { Disk, DiskWriter } from '../disk.ts';
import { type SimulatedLine, textOf } from './lines.ts';

/** A rotated file, and how far its compression is: only the plain one, a cut .gz beside it, both whole, only the .gz. */
interface Rotated {
  stage: 'plain' | 'cut' | 'both' | 'packed';
  packed: Buffer;
  /** When it was last written, in the schedule's steps. */
  writtenAt: number;
}

/** What a web server and its logrotate do to one log, line by line, with a record of every line that is to be counted. */
export class WebServer {
  readonly lines = new Set<SimulatedLine>();
  readonly #disk: Disk;
  readonly #random: Random;
  readonly #path: string;
  readonly #appends: boolean;
  #writer: DiskWriter;
  /** Still open on the file that was rotated last. */
  #late: DiskWriter | undefined;
  /** The rest of a line that was written in part. */
  #rest = '';
  /** The newest first. */
  readonly #rotated: Rotated[] = [];
  readonly #nextLine: () => SimulatedLine;
  /** Lengths of the first members of the .gz files made so far, by their content's length. */
  readonly firstMembers: Map<number, number>;

  constructor(
    disk: Disk,
    random: Random,
    path: string,
    shared: { nextLine: () => SimulatedLine; firstMembers: Map<number, number> },
  ) {
    this.#disk = disk;
    this.#random = random;
    this.#path = path;
    this.#appends = random.chance(0.7);
    this.#nextLine = shared.nextLine;
    this.firstMembers = shared.firstMembers;
    this.#writer = disk.writer(path, { appends: this.#appends });
  }

  /** Some lines; the last one may be cut. */
  write(): void {
    const text = this.#someLines();
    const cut = this.#random.chance(0.4) ? this.#random.below(text.length) : text.length;
    this.#writer.write(this.#rest + text.slice(0, cut));
    this.#rest = text.slice(cut);
  }

  #someLines(writtenBy = this.lines): string {
    const lines = Array.from({ length: 1 + this.#random.below(12) }, this.#nextLine);
    for (const line of lines) writtenBy.add(line);
    return lines.map(textOf).join('');
  }

  finishLine(): void {
    if (this.#rest !== '') this.#writer.write(this.#rest);
    this.#rest = '';
  }

  /** Renames the files; the server goes on with the old one until it reopens its log. */
  rotate(step: number): void {
    this.reopen();
    this.#shiftNames();
    this.#disk.rename(this.#path, this.#nameOf(0));
    this.#rotated.unshift({ stage: 'plain', packed: Buffer.alloc(0), writtenAt: step });
    this.#late = this.#writer;
    this.#writer = this.#disk.writer(this.#path, { appends: this.#appends });
    this.#late.write(this.#rest);
    this.#rest = '';
    if (this.#random.chance(0.5)) this.writeLate(step);
  }

  /** A worker that has not reopened its log yet. */
  writeLate(step: number): void {
    if (!this.#late) return;
    this.#late.write(this.#someLines());
    this.#rotated[0]!.writtenAt = step;
  }

  reopen(): void {
    this.#late?.close();
    this.#late = undefined;
  }

  /** Lines that come between the copy and the truncation are lost: they are nowhere when the agent looks next. */
  copyTruncate(step: number): void {
    this.reopen();
    this.finishLine();
    this.#shiftNames();
    this.#disk.append(this.#nameOf(0), this.#disk.read(this.#path));
    this.#rotated.unshift({ stage: 'plain', packed: Buffer.alloc(0), writtenAt: step });
    if (this.#random.chance(0.3)) this.#writer.write(this.#someLines(new Set()));
    this.#disk.truncate(this.#path, 0);
    if (this.#random.chance(0.5)) this.write();
  }

  /** One stage further with the compression of some rotated file. */
  compress(step: number): void {
    const open = this.#rotated.findIndex(({ stage }, i) => stage !== 'packed' && !(i === 0 && this.#late));
    if (open >= 0) this.#compress(this.#rotated[open]!, open, step);
  }

  #compress(file: Rotated, index: number, step: number): void {
    const name = this.#nameOf(index);
    if (file.stage === 'plain') {
      file.packed = this.#pack(this.#disk.read(name));
      this.#disk.append(`${name}.gz`, file.packed.subarray(0, this.#random.below(file.packed.length)));
      file.stage = 'cut';
    } else if (file.stage === 'cut') {
      const length = this.#disk.read(`${name}.gz`).length;
      this.#disk.append(`${name}.gz`, file.packed.subarray(length));
      file.stage = 'both';
    } else {
      this.#disk.remove(name);
      file.stage = 'packed';
    }
    file.writtenAt = Math.max(file.writtenAt, file.stage === 'packed' ? 0 : step);
  }

  /** Some .gz files have several members. */
  #pack(content: Buffer): Buffer {
    const cut = this.#random.chance(0.5) ? this.#random.below(content.length) : 0;
    if (cut === 0) return gzipSync(content, { level: 1 });
    const first = gzipSync(content.subarray(0, cut), { level: 1 });
    const packed = Buffer.concat([first, gzipSync(content.subarray(cut), { level: 1 })]);
    this.firstMembers.set(packed.length, first.length);
    return packed;
  }

  /** Deletes the oldest file, if everything in it has been acknowledged since it was written. */
  deleteOldest(settledAt: number): void {
    const index = this.#rotated.length - 1;
    const oldest = this.#rotated[index];
    if (!oldest || oldest.writtenAt >= settledAt || (index === 0 && this.#late)) return;
    if (oldest.stage !== 'packed') this.#disk.remove(this.#nameOf(index));
    if (oldest.stage !== 'plain') this.#disk.remove(`${this.#nameOf(index)}.gz`);
    this.#rotated.pop();
  }

  #shiftNames(): void {
    for (let i = this.#rotated.length - 1; i >= 0; i--) {
      const { stage } = this.#rotated[i]!;
      if (stage !== 'packed') this.#disk.rename(this.#nameOf(i), this.#nameOf(i + 1));
      if (stage !== 'plain') this.#disk.rename(`${this.#nameOf(i)}.gz`, `${this.#nameOf(i + 1)}.gz`);
    }
  }

  #nameOf(index: number): string {
    return `${this.#path}.${index + 1}`;
  }
}
