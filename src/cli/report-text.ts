import { addCounts, type Count } from '../usage/count.ts';
import { COUNTERS } from '../usage/counters.ts';
import { TextWriter } from '../usage/text-writer.ts';
import type { ReportRows } from './report-rows.ts';

/** A way to write the report: rows in, pieces of its UTF-8 out. A piece is valid until the next one is asked for. */
export type ReportWriter = (rows: ReportRows) => Generator<Uint8Array>;

const LINES_A_PIECE = 1024;

/** One object a line; JSON.stringify would refuse the counts that need a bigint. */
export function jsonLines(rows: ReportRows): Generator<Uint8Array> {
  const keys = COUNTERS.map((name) => `,"${name}":`);
  return linesOf(rows, '', (text, line) => {
    text.write('{"domain":');
    text.write(JSON.stringify(rows.domain(line)));
    text.write(',"start":"');
    text.write(startText(rows.start(line)));
    text.write('"');
    for (let i = 0; i < keys.length; i++) {
      text.write(keys[i]!);
      text.count(rows.count(line, i));
    }
    text.write('}\n');
  });
}

export function csvLines(rows: ReportRows): Generator<Uint8Array> {
  let domain: string | undefined;
  let cell = '';
  return linesOf(rows, `${['domain', 'start', ...COUNTERS].join(',')}\n`, (text, line) => {
    if (domain !== rows.domain(line)) {
      domain = rows.domain(line);
      cell = csvCell(domain);
    }
    text.write(cell);
    text.write(',');
    text.write(startText(rows.start(line)));
    for (let i = 0; i < COUNTERS.length; i++) {
      text.write(',');
      text.count(rows.count(line, i));
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
  write: (text: TextWriter, line: number) => void,
): Generator<Uint8Array> {
  const text = new TextWriter();
  text.write(header);
  for (let from = 0; from < rows.length; from += LINES_A_PIECE) {
    const to = Math.min(rows.length, from + LINES_A_PIECE);
    rows.approach(from, to);
    for (let line = from; line < to; line++) write(text, line);
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

/** For people: columns aligned, digits grouped, a total after each domain's buckets. */
export function* tableLines(rows: ReportRows): Generator<Uint8Array> {
  const cells = [HEADINGS, ...tableCells(rows)];
  const widths = HEADINGS.map((_, column) => cells.reduce((width, line) => Math.max(width, line[column]!.length), 0));
  for (const line of cells) {
    const aligned = line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
    yield Buffer.from(`${aligned.join('  ')}\n`);
  }
}

function* tableCells(rows: ReportRows): Generator<string[]> {
  let total: Count[] = [];
  for (let line = 0; line < rows.length; line++) {
    const counts = COUNTERS.map((_, counter) => rows.count(line, counter));
    total = total.length === 0 ? counts : total.map((count, i) => addCounts(count, counts[i]!));
    yield [rows.domain(line), startText(rows.start(line)), ...counts.map(grouped)];
    if (line + 1 < rows.length && rows.domain(line + 1) === rows.domain(line)) continue;
    yield [rows.domain(line), 'total', ...total.map(grouped)];
    total = [];
  }
}

function grouped(count: Count): string {
  return count.toLocaleString('en-US');
}
