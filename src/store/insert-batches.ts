import type { StoredSegment } from '../usage/usage-store.ts';

/**
 * Cuts what is to be stored into batches that one insert takes. The engine writes a part per day and refuses an insert
 * that touches more than 100 (code 252), and a block is built in memory, so its rows are bounded too.
 *
 *     3 segments with 700,000 rows of 2 days   -> 3 batches of at most 262,144 rows
 *     1 segment with a row on each of 150 days -> 2 batches, of 100 and 50 days
 */
export interface InsertBatch<Segment extends RowsToInsert = StoredSegment> {
  readonly length: number;
  readonly runs: readonly RowRun<Segment>[];
}

/** What is looked at of a segment; minutes are Unix seconds. */
export interface RowsToInsert {
  readonly rows: { readonly length: number; readonly minute: Uint32Array };
}

/** Rows [from, to) of one segment: as long as they can be, so that columns are copied in pieces, not value by value. */
export interface RowRun<Segment extends RowsToInsert = StoredSegment> {
  readonly segment: Segment;
  readonly from: number;
  readonly to: number;
}

export const MAX_DAYS_PER_INSERT = 100;
/** About 35 MB of block. Larger ones are not faster: 288,000 rows reach 1.8 M rows/s in the engine. */
export const MAX_ROWS_PER_INSERT = 2 ** 18;

const DAY_SECONDS = 86_400;

export function insertBatches<Segment extends RowsToInsert>(segments: readonly Segment[]): InsertBatch<Segment>[] {
  return daysInHundreds(segments).flatMap((days) => cut(segments.flatMap((segment) => runsOf(segment, days))));
}

function daysInHundreds(segments: readonly RowsToInsert[]): ReadonlySet<number>[] {
  const all = new Set<number>();
  for (const { rows } of segments) {
    for (let row = 0; row < rows.length; row++) all.add(dayOf(rows.minute[row]!));
  }
  const sorted = Uint32Array.from(all).sort();
  const hundreds: Set<number>[] = [];
  for (let i = 0; i < sorted.length; i += MAX_DAYS_PER_INSERT) {
    hundreds.push(new Set(sorted.subarray(i, i + MAX_DAYS_PER_INSERT)));
  }
  return hundreds;
}

function dayOf(minute: number): number {
  return Math.floor(minute / DAY_SECONDS);
}

function runsOf<Segment extends RowsToInsert>(segment: Segment, days: ReadonlySet<number>): RowRun<Segment>[] {
  const { minute, length } = segment.rows;
  const runs: RowRun<Segment>[] = [];
  let from = 0;
  for (let row = 0; row <= length; row++) {
    if (row < length && days.has(dayOf(minute[row]!))) continue;
    if (row > from) runs.push({ segment, from, to: row });
    from = row + 1;
  }
  return runs;
}

function cut<Segment extends RowsToInsert>(runs: readonly RowRun<Segment>[]): InsertBatch<Segment>[] {
  const batches: { length: number; runs: RowRun<Segment>[] }[] = [];
  let room = 0;
  for (const { segment, from, to } of runs) {
    for (let start = from; start < to; ) {
      if (room === 0) {
        batches.push({ length: 0, runs: [] });
        room = MAX_ROWS_PER_INSERT;
      }
      const end = Math.min(to, start + room);
      const batch = batches.at(-1)!;
      batch.runs.push({ segment, from: start, to: end });
      batch.length += end - start;
      room -= end - start;
      start = end;
    }
  }
  return batches;
}
