import { addCounts, type Count } from '../usage/count.ts';
import { COUNTERS } from '../usage/counters.ts';
import { TextWriter } from '../usage/text-writer.ts';
import type { ReportPage, ReportRows } from './report-rows.ts';

/** A way to write the report: rows in, pieces of its UTF-8 out. A piece is valid until the next one is asked for. */
export type ReportWriter = (rows: ReportRows) => Generator<Uint8Array>;

/** One object a line; JSON.stringify would refuse the counts that need a bigint. */
export function jsonLines(rows: ReportRows): Generator<Uint8Array> {
  const keys = COUNTERS.map((name) => `,"${name}":`);
  return linesOf(rows, '', (text, page, line) => {
    text.write('{"domain":');
    text.write(JSON.stringify(page.domain(line)));
    text.write(',"start":"');
    text.write(startText(page.start(line)));
    text.write('"');
    for (let i = 0; i < keys.length; i++) {
      text.write(keys[i]!);
      text.count(page.count(line, i));
    }
    text.write('}\n');
  });
}

export function csvLines(rows: ReportRows): Generator<Uint8Array> {
  let domain: string | undefined;
  let cell = '';
  return linesOf(rows, `${['domain', 'start', ...COUNTERS].join(',')}\n`, (text, page, line) => {
    if (domain !== page.domain(line)) {
      domain = page.domain(line);
      cell = csvCell(domain);
    }
    text.write(cell);
    text.write(',');
    text.write(startText(page.start(line)));
    for (let i = 0; i < COUNTERS.length; i++) {
      text.write(',');
      text.count(page.count(line, i));
    }
    text.write('\n');
  });
}

function csvCell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function* linesOf(
  rows: ReportRows,
  header: string,
  write: (text: TextWriter, page: ReportPage, line: number) => void,
): Generator<Uint8Array> {
  const text = new TextWriter();
  text.write(header);
  for (const page of rows.pages()) {
    for (let line = 0; line < page.length; line++) write(text, page, line);
    yield text.drain();
  }
  yield text.drain();
}

const starts = new Map<number, string>();
const MAX_STARTS = 100_000;

/** `2026-01-01T00:00:00Z`; every domain has the same ones. */
function startText(start: number): string {
  let text = starts.get(start);
  if (text === undefined) {
    text = new Date(start * 1000).toISOString().replace('.000', '');
    if (starts.size === MAX_STARTS) starts.clear();
    starts.set(start, text);
  }
  return text;
}

const HEADINGS = ['domain', 'start (UTC)', ...COUNTERS.map((name) => name.replace('status_', '').replace('_', ' '))];

const PIECE_BYTES = 64 * 1024;

type Cell = string | Count;

/** For people: columns aligned, digits grouped, a total after each domain's buckets. */
export function* tableLines(rows: ReportRows): Generator<Uint8Array> {
  const widths = HEADINGS.map((heading) => heading.length);
  for (const line of tableCells(rows))
    for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i]!, widthOf(cell));
  const text = new TextWriter();
  text.write(lineOf(HEADINGS, widths));
  for (const line of tableCells(rows)) {
    text.write(lineOf(line, widths));
    if (text.length > PIECE_BYTES) yield text.drain();
  }
  yield text.drain();
}

function lineOf(line: readonly Cell[], widths: readonly number[]): string {
  const aligned = line.map((cell, i) => (i < 2 ? String(cell).padEnd(widths[i]!) : textOf(cell).padStart(widths[i]!)));
  return `${aligned.join('  ')}\n`;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.toLocaleString('en-US');
}

/** Of its text, a comma between three digits, without making it: that takes longer than all the metering. */
function widthOf(cell: Cell): number {
  if (typeof cell === 'string') return cell.length;
  const digits = String(cell).length;
  return digits + Math.floor((digits - 1) / 3);
}

function* tableCells(rows: ReportRows): Generator<Cell[]> {
  let domain: string | undefined;
  let total: Count[] = [];
  for (const page of rows.pages()) {
    for (let line = 0; line < page.length; line++) {
      const counts = COUNTERS.map((_, counter) => page.count(line, counter));
      if (domain !== page.domain(line)) {
        if (domain !== undefined) yield [domain, 'total', ...total];
        domain = page.domain(line);
        total = counts;
      } else total = total.map((count, i) => addCounts(count, counts[i]!));
      yield [domain, startText(page.start(line)), ...counts];
    }
  }
  if (domain !== undefined) yield [domain, 'total', ...total];
}
