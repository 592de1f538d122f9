import { expect, test } from 'vitest';
import { admit } from '../../src/ingest/admit.ts';
import { rowsOf } from '../support/batches.ts';

const NOW = Date.UTC(2026, 0, 10);
const MINUTE = NOW / 1000;
const DAY = 86_400;
const rules = { now: NOW, retentionSeconds: 30 * DAY };
const one = { requests: 1n, bytes: 5n };

test('rows that nothing speaks against are passed on as they are', () => {
  const rows = rowsOf([
    ['a.com', MINUTE, one],
    ['a.com', MINUTE + DAY, one],
    ['a.com', MINUTE - 30 * DAY, one],
  ]);
  expect(admit(rows, rules)).toEqual({ rows, rejects: {} });
  expect(admit(rows, rules).rows).toBe(rows);
});

test('lines ahead of the clock and past the retention are counted and their rows left out', () => {
  const rows = rowsOf([
    ['a.com', MINUTE + DAY + 60, one],
    ['a.com', MINUTE, one],
    ['a.com', MINUTE - 30 * DAY - 60, one],
  ]);
  expect(admit(rows, rules)).toEqual({ rows: rowsOf([['a.com', MINUTE, one]]), rejects: { future: 1, expired: 1 } });
});

test('removed rows are stored as zeros, over what an unfinished try may have left', () => {
  const rows = rowsOf([
    ['a.com', MINUTE, one, 1],
    ['b.com', MINUTE, one],
    ['b.com', MINUTE + DAY + 60, one],
  ]);
  const forgotten = (domain: string) => domain === 'b.com';
  expect(admit(rows, { ...rules, forgotten })).toEqual({
    rows: {
      ...rowsOf([
        ['a.com', MINUTE, one, 1],
        ['b.com', MINUTE, {}],
      ]),
    },
    rejects: { forgotten: 1, future: 1 },
  });
});
