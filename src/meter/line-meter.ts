import type { FormatProgram } from '../format/program.ts';
import type { Count } from '../usage/count.ts';
import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { RejectReason } from '../usage/segment.ts';
import { type FieldReaders, fieldReaders } from './field-readers.ts';
import { type FieldSpans, type LineMatcher, slotOf } from './field-spans.ts';
import { HeaderColumns } from './header-columns.ts';
import { hitList } from './hit-list.ts';
import { HostMemo } from './host-memo.ts';
import { JsonMatcher } from './json-matcher.ts';
import { NO_NUMBER, readNumberSum, readStatusClass, TOO_LARGE, UNUSABLE_DURATION } from './read-number.ts';
import { LATEST } from './read-time.ts';
import { spread } from './spread.ts';
import { TextMatcher } from './text-matcher.ts';
import type { UsageTable } from './usage-table.ts';

const HOST = 2 * slotOf('host');
const TIME = 2 * slotOf('time');
const BYTES = 2 * slotOf('bytes');
const STATUS = 2 * slotOf('status');
const CACHE = 2 * slotOf('cache');
const ORIGIN = 2 * slotOf('origin');
const DURATION = 2 * slotOf('duration');

const place = (counter: Counter) => COUNTERS.indexOf(counter);
const REQUESTS = place('requests');
const ALL_BYTES = place('bytes');
const HIT_REQUESTS = place('hit_requests');
const HIT_BYTES = place('hit_bytes');
const ORIGIN_REQUESTS = place('origin_requests');
const ORIGIN_BYTES = place('origin_bytes');
const BEFORE_1XX = place('status_1xx') - 1;

/**
 * Reads one line and adds what it says to a table; the meaning of the fields is weir-contract section 3.
 *
 *     const meter = new LineMeter(program, new UsageTable(60))
 *     meter.read(bytes, lineStart, lineEnd)    // undefined: counted; else the reason why not
 *
 * Lines come without newline and CR; blank and `#` lines are the caller's business.
 */
export class LineMeter {
  /** Lines whose duration was negative or over 24 h. */
  unknownDurations = 0;
  #table: UsageTable;
  #fixedDomain = -1;
  readonly #domain: string | null;
  readonly #columns: HeaderColumns;
  #matcher: LineMatcher;
  readonly #hosts: HostMemo;
  #readers: FieldReaders;
  readonly #isHit: (buffer: Uint8Array, start: number, end: number) => boolean;
  readonly #hasOrigin: boolean;
  readonly #spreadAfterMs: number;

  /** The program has been through requireDomain. */
  constructor(program: FormatProgram, table: UsageTable) {
    this.#columns = new HeaderColumns(program);
    this.#matcher = matcherOf(program);
    this.#hosts = new HostMemo((name) => this.#table.domainId(name));
    this.#readers = fieldReaders(program);
    this.#isHit = hitList(program.hits);
    this.#hasOrigin = program.hasOrigin;
    this.#spreadAfterMs = program.spreadAfterMs ?? Number.POSITIVE_INFINITY;
    this.#domain = program.domain;
    this.#table = table;
    this.startTable(table);
  }

  /** Counts into another table from here on: a new segment. */
  startTable(table: UsageTable): void {
    this.#table = table;
    this.#hosts.clear();
    this.#fixedDomain = this.#domain === null ? -1 : table.domainId(this.#domain);
  }

  /**
   * A line that begins with '#'. Where the format has a header, it names the columns of the lines below it, until the next
   * one does; `undefined` instead of a line: another log begins, with the format's own columns.
   */
  header(line: Uint8Array | undefined): void {
    const program = this.#columns.next(line);
    if (program === undefined) return;
    this.#matcher = matcherOf(program);
    this.#readers = fieldReaders(program);
  }

  /** The columns in force as the header named them, where a format has any: what a resumed log must be told. */
  get columns(): string | undefined {
    return this.#columns.current;
  }

  /** The first reason that applies wins, in this order. */
  read(line: Uint8Array, start: number, end: number): RejectReason | undefined {
    if (!this.#matcher.match(line, start, end)) return 'shape';
    const { spans, buffer } = this.#matcher;
    const { narrowHost, readBytes, zeroIsNone } = this.#readers;
    narrowHost(buffer, spans);
    const domain = this.#fixedDomain >= 0 ? this.#fixedDomain : this.#host(buffer, spans[HOST]!, spans[HOST + 1]!);
    if (domain < 0) return 'host';
    const seconds = spans[TIME]! < 0 ? -1 : this.#endOfRequest(buffer, spans);
    if (seconds < 0) return 'time';
    const bytes = spans[BYTES]! < 0 ? NO_NUMBER : readBytes(buffer, spans[BYTES]!, spans[BYTES + 1]!);
    if (bytes < 0) return bytes === TOO_LARGE ? 'number' : 'bytes';
    const received = spans[ORIGIN]! < 0 ? NO_NUMBER : readNumberSum(buffer, spans[ORIGIN]!, spans[ORIGIN + 1]!);
    if (received === TOO_LARGE) return 'number';
    this.#count(domain, seconds, bytes, received === 0 && zeroIsNone ? NO_NUMBER : received);
    return undefined;
  }

  /** Unix seconds, -1 where the time cannot be read. A line counts in the minute in which its request ended. */
  #endOfRequest(buffer: Uint8Array, spans: FieldSpans): number {
    const { readTime, isStart } = this.#readers;
    const stamp = readTime(buffer, spans[TIME]!, spans[TIME + 1]!);
    if (!isStart || stamp < 0) return stamp;
    const end = Math.floor((stamp + Math.max(0, this.#readDuration())) / 1000);
    return end < LATEST ? end : -1;
  }

  #host(buffer: Uint8Array, start: number, end: number): number {
    return start < 0 ? -1 : this.domainOf(buffer, start, end);
  }

  /** What the kernel asks: a host's number in the table, -1 where it is not usable. */
  domainOf(buffer: Uint8Array, start: number, end: number): number {
    return this.#hosts.lookUp(buffer, start, end);
  }

  /**
   * A time stamp in Unix seconds, -1 where it is none; what a duration would add to it is not in it. A stamp that can be read
   * but has not its field's shape (`2026-01-01 00:00:00+00:00`) is none: with it the line's fields may lie elsewhere.
   */
  secondsOf(buffer: Uint8Array, start: number, end: number): number {
    const { readTime, isStart, hasTimeShape } = this.#readers;
    if (!hasTimeShape(buffer, start, end)) return -1;
    const stamp = readTime(buffer, start, end);
    return isStart && stamp >= 0 ? Math.floor(stamp / 1000) : stamp;
  }

  isHit(buffer: Uint8Array, start: number, end: number): boolean {
    return this.#isHit(buffer, start, end);
  }

  /** `received` is NO_NUMBER where the origin was not asked or the format does not say. */
  #count(domain: number, seconds: number, bytes: number, received: Count): void {
    const { spans, buffer } = this.#matcher;
    const isHit = spans[CACHE]! >= 0 && this.#isHit(buffer, spans[CACHE]!, spans[CACHE + 1]!);
    const isFetched = this.#hasOrigin ? received !== NO_NUMBER : !isHit;
    const fetched = this.#hasOrigin ? received : bytes;
    const table = this.#table;
    const row = table.row(domain, seconds);
    if (!this.#hasOrigin) table.estimated[row] = 1;
    table.add(row, REQUESTS, 1);
    if (isHit) table.add(row, HIT_REQUESTS, 1);
    if (isFetched) table.add(row, ORIGIN_REQUESTS, 1);
    const status = spans[STATUS]! < 0 ? 0 : readStatusClass(buffer, spans[STATUS]!, spans[STATUS + 1]!);
    if (status > 0) table.add(row, BEFORE_1XX + status, 1);

    const duration = this.#duration();
    const isLong = duration > this.#spreadAfterMs;
    this.#addBytes(row, ALL_BYTES, bytes, isLong ? duration : 0, domain, seconds);
    if (isHit) this.#addBytes(row, HIT_BYTES, bytes, isLong ? duration : 0, domain, seconds);
    if (isFetched) this.#addBytes(row, ORIGIN_BYTES, fetched, isLong ? duration : 0, domain, seconds);
  }

  #duration(): number {
    const duration = this.#readDuration();
    if (duration === UNUSABLE_DURATION) this.unknownDurations++;
    return duration;
  }

  /** Milliseconds, negative where unknown. */
  #readDuration(): number {
    const { spans, buffer } = this.#matcher;
    return spans[DURATION]! < 0
      ? NO_NUMBER
      : this.#readers.readDuration(buffer, spans[DURATION]!, spans[DURATION + 1]!);
  }

  #addBytes(row: number, counter: number, bytes: Count, durationMs: number, domain: number, seconds: number): void {
    if (durationMs > 0) this.#spreadBytes(counter, bytes, durationMs, domain, seconds);
    else if (typeof bytes === 'number') this.#table.add(row, counter, bytes);
    else this.#table.addCount(row, counter, bytes);
  }

  #spreadBytes(counter: number, bytes: Count, durationMs: number, domain: number, seconds: number): void {
    const table = this.#table;
    spread(bytes, seconds, durationMs, table.bucketSeconds, (bucket, share) => {
      const row = table.row(domain, bucket);
      if (!this.#hasOrigin) table.estimated[row] = 1;
      table.addCount(row, counter, share);
    });
  }
}

function matcherOf(program: FormatProgram): LineMatcher {
  return program.kind === 'text' ? new TextMatcher(program) : new JsonMatcher(program);
}
