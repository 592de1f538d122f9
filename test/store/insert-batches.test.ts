import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertBatches, MAX_DAYS_PER_INSERT, MAX_ROWS_PER_INSERT } from '../../src/store/insert-batches.ts';
import type { StoredSegment } from '../../src/usage/usage-store.ts';
import { storedSegment } from '../support/stored-segments.ts';

const DAY = 86_400;

const segmentOn = (name: string, days: readonly number[]): StoredSegment =>
  storedSegment(
    name,
    10,
    days.map((day) => ({ domain: 'www.a.com', minute: day * DAY })),
  );

/** 'name row' of everything in the batches, in their order. */
function contents(segments: readonly StoredSegment[]): string[] {
  return insertBatches(segments).flatMap(({ runs }) =>
    runs.flatMap(({ segment, from, to }) =>
      Array.from({ length: to - from }, (_, i) => `${segment.entry.segment} ${from + i}`),
    ),
  );
}

test('nothing makes no batch', () => {
  expect(insertBatches([])).toEqual([]);
  expect(insertBatches([segmentOn('s', [])])).toEqual([]);
});

test('what fits is one batch, a run for each segment', () => {
  const batches = insertBatches([segmentOn('s', [1, 2, 1]), segmentOn('t', [3])]);
  expect(batches.map(({ length, runs }) => [length, runs.length])).toEqual([[4, 2]]);
});

test('rows over the limit go into the next batch, and none is lost at the border', () => {
  const many = new Array<number>(MAX_ROWS_PER_INSERT + 1).fill(7);
  const batches = insertBatches([segmentOn('s', [7]), segmentOn('t', many)]);
  expect(batches.map((batch) => batch.length)).toEqual([MAX_ROWS_PER_INSERT, 2]);
  expect(batches.flatMap(({ runs }) => runs.map(({ from, to }) => [from, to]))).toEqual([
    [0, 1],
    [0, MAX_ROWS_PER_INSERT - 1],
    [MAX_ROWS_PER_INSERT - 1, MAX_ROWS_PER_INSERT + 1],
  ]);
});

test('every row is in exactly one batch, and no batch has more than 100 days', () => {
  const days = fc.array(fc.nat(450), { maxLength: 300 });
  fc.assert(
    fc.property(fc.array(days, { maxLength: 4 }), (each) => {
      const segments = each.map((list, i) => segmentOn(`s${i}`, list));
      const all = segments.flatMap(({ entry, rows }) =>
        Array.from({ length: rows.length }, (_, i) => `${entry.segment} ${i}`),
      );
      expect(contents(segments).sort()).toEqual(all.sort());
      for (const { runs, length } of insertBatches(segments)) {
        const touched = runs.flatMap(({ segment, from, to }) => [...segment.rows.minute.subarray(from, to)]);
        expect(new Set(touched).size).toBeLessThanOrEqual(MAX_DAYS_PER_INSERT);
        expect(touched).toHaveLength(length);
      }
    }),
    { numRuns: 50 },
  );
});
