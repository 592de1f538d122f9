import {
  MAX_REJECT_SAMPLES,
  type MeteredSegment,
  type RejectReason,
  type RejectSample,
  type Rejects,
} from '../usage/segment.ts';
import { digestOf } from './digest.ts';
import { toRows } from './table-rows.ts';
import { UsageTable } from './usage-table.ts';

const SAMPLE_CHARACTERS = 500;
const SEGMENT_BUCKET_SECONDS = 60; // the finest answer anybody gets

/** What has been metered of one segment so far. */
export class SegmentTally {
  readonly index: number;
  readonly table = new UsageTable(SEGMENT_BUCKET_SECONDS);
  lines = 0;
  /** The segment's version: end of the last complete line, from the segment's start. 0: no complete line yet. */
  bytes = 0;
  unknownDurations = 0;
  /** Stream offset of the segment's first line. */
  readonly firstLine: number;
  readonly #rejects: Rejects = {};
  readonly #samples: RejectSample[] = [];
  #newest = 0;
  #rowsSeen = 0;

  constructor(index: number, firstLine: number) {
    this.index = index;
    this.firstLine = firstLine;
  }

  reject(reason: RejectReason, offset: number, line: Uint8Array): void {
    this.#rejects[reason] = (this.#rejects[reason] ?? 0) + 1;
    if (this.#samples.length === MAX_REJECT_SAMPLES) return;
    const text = Buffer.from(line.subarray(0, 4 * SAMPLE_CHARACTERS)).toString(); // at most four bytes a character
    this.#samples.push({ reason, offset, line: [...text].slice(0, SAMPLE_CHARACTERS).join('') });
  }

  /** Unix seconds, 0 without rows. Looks only at the rows that came since it was asked last. */
  newestMinute(): number {
    const { bucket, length } = this.table;
    for (; this.#rowsSeen < length; this.#rowsSeen++) this.#newest = Math.max(this.#newest, bucket[this.#rowsSeen]!);
    return this.#newest;
  }

  metered(): MeteredSegment {
    const rows = toRows(this.table);
    const rejects = { ...this.#rejects };
    return {
      index: this.index,
      bytes: this.bytes,
      rows,
      lines: this.lines,
      rejects,
      samples: [...this.#samples],
      unknownDurations: this.unknownDurations,
      digest: digestOf(rows, rejects),
    };
  }
}
