import { expect, it } from 'vitest';
import type { ReportRows } from '../../src/cli/report-rows.ts';
import { csvLines, jsonLines, type ReportWriter, tableLines } from '../../src/cli/report-text.ts';
import { sumTotals } from '../../src/cli/report-totals.ts';
import { UsageTable } from '../../src/meter/usage-table.ts';
import type { Count } from '../../src/usage/count.ts';

const LINES: readonly { domain: string; start: number; counts: readonly Count[] }[] = [
  { domain: 'a.com', start: 1767225600, counts: [1234, 5_000_000, 1, 2, 3, 4, 0, 1234, 0, 0, 0] },
  { domain: 'a.com', start: 1767225900, counts: [1, 2n ** 60n, 0, 0, 0, 0, 0, 0, 0, 1, 0] },
  { domain: 'b"c', start: 1767225600, counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
];
const rowsOf = (lines: typeof LINES): ReportRows => ({
  pages: () =>
    lines.map((line) => ({
      length: 1,
      domain: () => line.domain,
      start: () => line.start,
      count: (_, counter) => line.counts[counter]!,
    })),
});
const ROWS = rowsOf(LINES);
const written = (writer: ReportWriter, rows = ROWS) =>
  Array.from(writer(rows), (piece) => Buffer.from(piece).toString())
    .join('')
    .trimEnd()
    .split('\n');

it('writes JSON with exact integers, keys in their order', () => {
  expect(written(jsonLines)).toEqual([
    '{"domain":"a.com","start":"2026-01-01T00:00:00Z","requests":1234,"bytes":5000000,"hit_requests":1,"hit_bytes":2,"origin_requests":3,"origin_bytes":4,"status_1xx":0,"status_2xx":1234,"status_3xx":0,"status_4xx":0,"status_5xx":0}',
    '{"domain":"a.com","start":"2026-01-01T00:05:00Z","requests":1,"bytes":1152921504606846976,"hit_requests":0,"hit_bytes":0,"origin_requests":0,"origin_bytes":0,"status_1xx":0,"status_2xx":0,"status_3xx":0,"status_4xx":1,"status_5xx":0}',
    '{"domain":"b\\"c","start":"2026-01-01T00:00:00Z","requests":1,"bytes":0,"hit_requests":0,"hit_bytes":0,"origin_requests":0,"origin_bytes":0,"status_1xx":0,"status_2xx":0,"status_3xx":0,"status_4xx":0,"status_5xx":1}',
  ]);
});

it('writes CSV with a header', () => {
  expect(written(csvLines)).toEqual([
    'domain,start,requests,bytes,hit_requests,hit_bytes,origin_requests,origin_bytes,status_1xx,status_2xx,status_3xx,status_4xx,status_5xx',
    'a.com,2026-01-01T00:00:00Z,1234,5000000,1,2,3,4,0,1234,0,0,0',
    'a.com,2026-01-01T00:05:00Z,1,1152921504606846976,0,0,0,0,0,0,0,1,0',
    '"b""c",2026-01-01T00:00:00Z,1,0,0,0,0,0,0,0,0,0,1',
  ]);
});

it('writes a table with aligned columns, grouped digits and a total for each domain', () => {
  const lines = written(tableLines);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
    ['domain', 'start (UTC)', 'requests', 'bytes'],
    ['a.com', '2026-01-01T00:00:00Z', '1,234', '5,000,000'],
    ['a.com', '2026-01-01T00:05:00Z', '1', '1,152,921,504,606,846,976'],
    ['a.com', 'total', '1,235', '1,152,921,504,611,846,976'],
    ['b"c', '2026-01-01T00:00:00Z', '1', '0'],
    ['b"c', 'total', '1', '0'],
  ]);
  expect(written(tableLines, rowsOf([]))).toHaveLength(1);
});

it('sums shares in any order and sorts by domain, then start', () => {
  const share = (domain: string, seconds: number) => {
    const table = new UsageTable(300);
    table.add(table.row(table.domainId(domain), seconds), 0, 1);
    const sums = { lines: 2, rejects: { shape: 1 }, unknownDurations: 1, bytesRead: 10, slowLines: 1, notes: ['x'] };
    return { totals: { rows: { table: table.state() }, ...sums }, spills: [] };
  };
  const shares = [
    share('b.com', 86_700),
    share('a.com', 90_000),
    share('b.com', 86_400),
    share('B.com', 86_401),
    share('b.com', 86_999),
  ];
  const totals = sumTotals(shares);
  expect(totals).toMatchObject({ lines: 10, rejects: { shape: 5 }, unknownDurations: 5, bytesRead: 50, slowLines: 5 });
  const { rows } = totals;
  const lines = [...rows.pages()].flatMap((page) =>
    Array.from({ length: page.length }, (_, i) => [page.domain(i), page.start(i), page.count(i, 0)]),
  );
  expect(lines).toEqual([
    ['B.com', 86_400, 1],
    ['a.com', 90_000, 1],
    ['b.com', 86_400, 1],
    ['b.com', 86_700, 2],
  ]);
});
