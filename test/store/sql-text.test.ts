import { expect, test } from 'vitest';
import { bucketStatements } from '../../src/store/bucket-queries.ts';
import { quoted, statementsWorth } from '../../src/store/sql-text.ts';

test.each([
  ['a.com', "'a.com'"],
  ["o'neil", "'o\\'neil'"],
  ['back\\slash', "'back\\\\slash'"],
  ["\\'", "'\\\\\\''"],
  ['nul\0', "'nul\\0'"],
])('%j is quoted as %s', (text, sql) => {
  expect(quoted(text)).toBe(sql);
});

test('names are cut into lists in order, none lost, each far below 256 KiB', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `${i}${"'".repeat(200)}`);
  const lists = statementsWorth(names);
  expect(lists.flat()).toEqual(names);
  expect(lists.length).toBeGreaterThan(10);
  for (const list of lists) expect(list.map(quoted).join(', ').length).toBeLessThan(128 * 1024);
});

test('domains with one range are one condition of one statement, and one domain needs no domain column', () => {
  const spans = ['a', 'b'].map((domain) => ({ domain, start: 0, end: 300 }));
  const query = { spans, step: 300, counters: ['bytes'], merged: false } as const;
  const [statement, ...others] = bucketStatements(query, 'max_execution_time = 1');
  expect(others).toEqual([]);
  expect(statement!.sql).toContain("domain IN ('a', 'b')");
  expect(bucketStatements({ ...query, spans: spans.slice(1) }, '')[0]).toMatchObject({ only: 'b' });
});

test('no statement has more than 100 ranges or 256 KiB', () => {
  const spans = Array.from({ length: 3000 }, (_, i) => ({
    domain: `${i}.${'x'.repeat(240)}`,
    start: 0,
    end: 300 * (1 + (i % 500)),
  }));
  const statements = bucketStatements({ spans, step: 300, counters: ['bytes'], merged: true }, '');
  for (const { sql } of statements) {
    expect(sql.split(' OR ').length).toBeLessThanOrEqual(100);
    expect(sql.length).toBeLessThan(256 * 1024);
  }
});
