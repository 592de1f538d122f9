import type { FormatProgram } from '../format/program.ts';
import type { Count } from '../usage/count.ts';
import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { RejectReason } from '../usage/segment.ts';
import { type LineMatcher, slotOf } from './field-spans.ts';
import { hitList } from './hit-list.ts';
import { HostMemo } from './host-memo.ts';
import { JsonMatcher } from './json-matcher.ts';
import {
  NO_NUMBER,
  readDurationMs,
  readInteger,
  readMilliseconds,
  readNumberSum,
  readStatusClass,
  TOO_LARGE,
  UNUSABLE_DURATION,
} from './read-number.ts';
import type { ReadTime } from './read-time.ts';
import { spread } from './spread.ts';
import { TextMatcher } from './text-matcher.ts';
import { timeReader } from './time-reader.ts';
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
  readonly #matcher: LineMatcher;
  readonly #hosts: HostMemo;
  readonly #readTime: ReadTime;
  readonly #readDuration: ReadTime;
  readonly #isHit: (buffer: Uint8Array, start: number, end: number) => boolean;
  readonly #hasOrigin: boolean;
  readonly #spreadAfterMs: number;

  /** The program has been through requireDomain. */
  constructor(program: FormatProgram, table: UsageTable) {
    this.#matcher = program.kind === 'text' ? new TextMatcher(program) : new JsonMatcher(program);
    this.#hosts = new HostMemo((name) => this.#table.domainId(name));
    this.#readTime = timeReader(program);
    const inMilliseconds = program.kind === 'json' && program.captures.some((capture) => capture.milliseconds);
    this.#readDuration = inMilliseconds ? readMilliseconds : readDurationMs;
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

  /** The first reason that applies wins, in this order. */
  read(line: Uint8Array, start: number, end: number): RejectReason | undefined {
    if (!this.#matcher.match(line, start, end)) return 'shape';
    const { spans, buffer } = this.#matcher;
    const domain = this.#fixedDomain >= 0 ? this.#fixedDomain : this.#host(buffer, spans[HOST]!, spans[HOST + 1]!);
    if (domain < 0) return 'host';
    const seconds = spans[TIME]! < 0 ? -1 : this.#readTime(buffer, spans[TIME]!, spans[TIME + 1]!);
    if (seconds < 0) return 'time';
    const bytes = spans[BYTES]! < 0 ? NO_NUMBER : readInteger(buffer, spans[BYTES]!, spans[BYTES + 1]!);
    if (bytes < 0) return bytes === TOO_LARGE ? 'number' : 'bytes';
    const received = spans[ORIGIN]! < 0 ? NO_NUMBER : readNumberSum(buffer, spans[ORIGIN]!, spans[ORIGIN + 1]!);
    if (received === TOO_LARGE) return 'number';
    this.#count(domain, seconds, bytes, received);
    return undefined;
  }

  #host(buffer: Uint8Array, start: number, end: number): number {
    return start < 0 ? -1 : this.#hosts.lookUp(buffer, start, end);
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

  /** Milliseconds, negative where unknown. */
  #duration(): number {
    const { spans, buffer } = this.#matcher;
    if (spans[DURATION]! < 0) return NO_NUMBER;
    const duration = this.#readDuration(buffer, spans[DURATION]!, spans[DURATION + 1]!);
    if (duration === UNUSABLE_DURATION) this.unknownDurations++;
    return duration;
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
