import type { FormatProgram } from '../format/program.ts';
import type { KernelSeat } from '../meter/kernel/kernel-seat.ts';
import { StreamMeter } from '../meter/stream-meter.ts';
import type { Refusal } from './refusal.ts';
import { type Draft, type ResumePoint, Sendings } from './sendings.ts';
import type { TrackedFile } from './tracked-file.ts';

/** How many bytes of a log's beginning, and of what was read last, are compared when it is read on. */
export const PRINT_BYTES = 512;
/** A meter without rows, measured with 5,000 of them: readers, memos and tables of the smallest size. */
const METER_BYTES = 96_000;
const ROW_BYTES = 250; // a table's row, hash slots and the growth of both included
const NOTICE_MS = 1000;
/** After a refusal that may have been resolved by somebody. */
const REFUSED_MS = 15 * 60_000;

/** What all streams of an input share. */
export interface StreamSettings {
  readonly program: FormatProgram;
  readonly meterHash: string;
  readonly salt?: string;
  readonly segmentBytes?: number;
  readonly kernel: KernelSeat | null;
  readonly flushMs: number;
}

/**
 * A log stream on its way: what of it was metered, how far, and what is to be sent. It has no file of its own; the files that
 * hold it (x.log, then x.log.1, then x.log.1.gz) take turns, and `offset` counts the stream's bytes, whatever file they come from.
 *
 *     stream.push(chunk, now)      // the bytes that follow the ones before
 *     stream.id                    // from its first complete line on
 *     stream.sendings              // what is due
 */
export class FollowedStream {
  readonly settings: StreamSettings;
  readonly sendings: Sendings;
  readonly files = new Set<TrackedFile>();
  /** undefined: not begun, or let go to save memory; what it had is metered again, from `start`, when the stream grows. */
  meter: StreamMeter | undefined;
  /** The stream's next byte to be pushed. */
  offset = 0;
  /** The farthest that was ever pushed. */
  reached = 0;
  /** The stream's first bytes, and the last ones before `reached`, as far as they are known. */
  head: Buffer = Buffer.alloc(0);
  tail: Buffer = Buffer.alloc(0);
  /** The file read last, for people. */
  path: string;
  grownAt: number;
  lastLine = 0;
  refusal: (Refusal & { readonly at: number; readonly from: ResumePoint }) | undefined;
  /** While a compressed file is being metered nobody else pushes. */
  isUnpacking = false;
  /** A segment of it is on its way to the server. */
  isOut = false;
  /** How often it was told to begin again: what was read before must not be pushed after. */
  rewinds = 0;
  #hasNews = false;
  #noticedAt = Number.NEGATIVE_INFINITY;
  #id: string | undefined;
  #start: ResumePoint = { offset: 0 };
  /** Metered before, and to be metered again though nothing was added. */
  isRewound = false;
  /** Of meters that were let go, without their open segments: those lines come again. */
  readonly #before = { lines: 0, rejected: 0, slowLines: 0 };

  constructor(settings: StreamSettings, path: string, now: number) {
    this.settings = settings;
    this.path = path;
    this.grownAt = now;
    this.sendings = new Sendings(settings.flushMs, now);
  }

  /** 32 hex digits; undefined while no data line is complete. */
  get id(): string | undefined {
    return this.#id;
  }

  /** NULs before the stream's first byte in the file that is being read; of a stream that is read from its start. */
  get leadingNuls(): number {
    return this.meter?.leadingNuls ?? 0;
  }

  /** Begins where an earlier run had come to; nothing was metered in between. */
  resumeAt(start: ResumePoint): void {
    this.sendings.forget();
    this.#start = start;
    this.offset = start.offset;
    this.reached = start.offset;
    this.tail = Buffer.alloc(0);
    this.meter = undefined;
    this.isRewound = true;
  }

  /** A file with that many of the stream's bytes has something to read. */
  wants(length: number): boolean {
    if (this.refusal) return false;
    return this.meter || this.isRewound ? length > this.offset : length > this.reached;
  }

  /** Some file has more of it. */
  get wantsMore(): boolean {
    return this.isUnpacking || [...this.files].some((file) => !file.isCompressed && this.wants(file.length));
  }

  /** The bytes at `offset`, from a file of that path. */
  push(chunk: Uint8Array, path: string, now: number): void {
    this.meter ??= this.#newMeter();
    this.isRewound = false;
    const { meter } = this;
    const start = this.start;
    const nulsBefore = meter.leadingNuls;
    meter.push(chunk);
    this.#id ??= meter.stream;
    this.#remember(chunk.subarray(meter.leadingNuls - nulsBefore));
    this.sendings.metered(meter, start);
    this.#hasNews = true;
    this.path = path;
    this.grownAt = now;
  }

  /** After a round of reading: which minute it has come to. At most once a second, because that is not for nothing. */
  notice(now: number): void {
    if (!this.#hasNews || !this.meter || (now >= this.#noticedAt && now - this.#noticedAt < NOTICE_MS)) return;
    const { newestMinute } = this.meter;
    this.#hasNews = false;
    this.#noticedAt = now;
    this.lastLine = Math.max(this.lastLine, newestMinute);
    this.sendings.sawMinute(newestMinute, now);
  }

  #newMeter(): StreamMeter {
    const { program, salt, segmentBytes, kernel } = this.settings;
    const resume = this.#id === undefined ? undefined : { stream: this.#id, ...this.#start };
    return new StreamMeter(program, {
      kernel,
      ...(salt !== undefined && { salt }),
      ...(segmentBytes !== undefined && { segmentBytes }),
      ...(resume && { resume }),
    });
  }

  #remember(bytes: Uint8Array): void {
    if (this.head.length < PRINT_BYTES && this.offset === this.head.length) {
      this.head = Buffer.concat([this.head, bytes.subarray(0, PRINT_BYTES - this.head.length)]);
    }
    this.offset += bytes.length;
    if (this.offset <= this.reached) return;
    const isNext = this.offset - bytes.length === this.reached;
    const known = isNext ? Buffer.concat([this.tail, bytes.subarray(-PRINT_BYTES)]) : bytes;
    this.tail = Buffer.from(known.subarray(-PRINT_BYTES)); // a copy: the chunk's memory is used again
    this.reached = this.offset;
  }

  /** Where the open segment begins. */
  get start(): ResumePoint {
    if (!this.meter) return this.#start;
    const { openOffset: offset, openColumns: columns } = this.meter;
    return columns === undefined ? { offset } : { offset, columns };
  }

  /** Where a checkpoint has to begin: before everything that was not acknowledged. */
  get resumePoint(): ResumePoint {
    return this.refusal?.from ?? this.sendings.closed[0]?.start ?? this.start;
  }

  /** Everything that was metered is acknowledged. */
  get isClean(): boolean {
    return !this.refusal && !this.isRewound && this.sendings.closed.length === 0 && !this.isChanged;
  }

  /** Something waits to be sent. */
  get hasUnsent(): boolean {
    return !this.refusal && (this.sendings.closed.length > 0 || this.isChanged);
  }

  get isChanged(): boolean {
    return this.#id !== undefined && this.meter !== undefined && this.sendings.isChanged(this.meter);
  }

  /** Bytes of memory, about, that the open segment takes. */
  get openWeight(): number {
    return this.meter ? METER_BYTES + this.meter.openRows * ROW_BYTES : 0;
  }

  /** And those that wait to be sent. */
  get weight(): number {
    return this.openWeight + this.sendings.closedWeight;
  }

  /** Saves the memory of a clean stream. */
  letGo(): void {
    if (!this.meter) return;
    const open = this.meter.open();
    const rejected = Object.values(open?.rejects ?? {}).reduce((sum, count) => sum + count, 0);
    this.#before.lines += this.meter.lines - (open?.lines ?? 0);
    this.#before.rejected += this.meter.rejected - rejected;
    this.#before.slowLines += this.meter.slowLines;
    this.#start = this.start;
    this.offset = this.#start.offset;
    this.meter = undefined;
    this.sendings.letGo();
  }

  /** Has everything from there on metered and sent again, where a file still has it. */
  rewind(start: ResumePoint): void {
    this.rewinds++;
    this.letGo();
    this.sendings.forget();
    this.#start = start;
    this.offset = start.offset;
    this.isRewound = true;
  }

  /** The server will not take it: nothing more of it is read or sent for a while. */
  refuse(draft: Draft, fault: Refusal, now: number): void {
    const from = this.sendings.closed[0]?.start ?? draft.start;
    this.rewind(from);
    this.refusal = { ...fault, at: now, from };
  }

  /** An edited log is not tried again: a longer version of it would be taken, and be wrong. */
  retryRefused(now: number): void {
    if (!this.refusal || this.refusal.code === 'edited') return;
    if (now >= this.refusal.at && now - this.refusal.at < REFUSED_MS) return;
    this.refusal = undefined;
  }

  get counts(): { lines: number; rejected: number; slowLines: number } {
    const { lines, rejected, slowLines } = this.#before;
    const { meter } = this;
    if (!meter) return { ...this.#before };
    return { lines: lines + meter.lines, rejected: rejected + meter.rejected, slowLines: slowLines + meter.slowLines };
  }
}
