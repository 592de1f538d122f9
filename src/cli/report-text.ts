import { addCounts, type Count } from '../usage/count.ts';
import { COUNTERS } from '../usage/counters.ts';
import type { ReportRow } from './report-rows.ts';

/** A way to write the report: rows in, lines without their newlines out. */
export type ReportWriter = (rows: Iterable<ReportRow>) => Generator<string>;

/** `2026-01-01T00:00:00Z` */
function startText(start: number): string {
  return new Date(start * 1000).toISOString().replace('.000', '');
}

/** One object a line; JSON.stringify would refuse the counts that need a bigint. */
export function* jsonLines(rows: Iterable<ReportRow>): Generator<string> {
  for (const { domain, start, counts } of rows) {
    const fields = COUNTERS.map((name, i) => `"${name}":${counts[i]}`).join(',');
    yield `{"domain":${JSON.stringify(domain)},"start":"${startText(start)}",${fields}}`;
  }
}

export function* csvLines(rows: Iterable<ReportRow>): Generator<string> {
  yield ['domain', 'start', ...COUNTERS].join(',');
  for (const { domain, start, counts } of rows) yield [csvCell(domain), startText(start), ...counts].join(',');
}

function csvCell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const HEADINGS = ['domain', 'start (UTC)', ...COUNTERS.map((name) => name.replace('status_', '').replace('_', ' '))];

/** For people: columns aligned, digits grouped, a total after each domain's buckets. */
export function* tableLines(rows: Iterable<ReportRow>): Generator<string> {
  const cells = [HEADINGS, ...tableCells(rows)];
  const widths = HEADINGS.map((_, column) => cells.reduce((width, line) => Math.max(width, line[column]!.length), 0));
  for (const line of cells)
    yield line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
}

function* tableCells(rows: Iterable<ReportRow>): Generator<string[]> {
  let total: ReportRow | undefined;
  for (const row of rows) {
    if (total !== undefined && total.domain !== row.domain) yield totalCells(total);
    total = total?.domain === row.domain ? { ...row, counts: addedUp(total.counts, row.counts) } : row;
    yield [row.domain, startText(row.start), ...row.counts.map(grouped)];
  }
  if (total !== undefined) yield totalCells(total);
}

function totalCells({ domain, counts }: ReportRow): string[] {
  return [domain, 'total', ...counts.map(grouped)];
}

function addedUp(a: readonly Count[], b: readonly Count[]): Count[] {
  return a.map((count, i) => addCounts(count, b[i]!));
}

function grouped(count: Count): string {
  return count.toLocaleString('en-US');
}
