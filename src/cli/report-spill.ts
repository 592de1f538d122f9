import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { addCounts, type Count, toCount } from '../usage/count.ts';
import { COUNTERS } from '../usage/counters.ts';
import { PAGE_LINES, type ReportPage, type ReportRows } from './report-rows.ts';

// A report of more rows than memory should hold (a flood of host names, a month by the minute): what was counted so far is
// written to a file, sorted, and in the end the files are merged while the report is printed. A line of such a file:
//
//     domain TAB start TAB the eleven counters, TAB in between

interface Line {
  readonly domain: string;
  readonly start: number;
  readonly counts: readonly Count[];
}

/** Writes rows to a new file in the folder, which is made where there is none. Out: its path. */
export function spillRows(rows: ReportRows, folder: string, name: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const file = openSync(path, 'wx', 0o600);
  try {
    for (const page of rows.pages()) writeSync(file, pageText(page));
  } finally {
    closeSync(file);
  }
  return path;
}

function pageText(page: ReportPage): string {
  const lines = Array.from({ length: page.length }, (_, line) => {
    const counts = COUNTERS.map((_, counter) => page.count(line, counter));
    return `${page.domain(line)}\t${page.start(line)}\t${counts.join('\t')}\n`;
  });
  return lines.join('');
}

/** Several sorted reports as one: lines of the same domain and start are added. */
export function mergedReports(paths: readonly string[], last: ReportRows): ReportRows {
  return {
    pages: function* () {
      const runs = [...paths.map((path) => linesOfFile(path)), linesOfRows(last)];
      yield* pagesOf(mergedAll(runs));
    },
  };
}

/** Two by two: each line is looked at once for every doubling of their number. */
function mergedAll(runs: readonly Iterable<Line>[]): Iterable<Line> {
  if (runs.length === 1) return runs[0]!;
  const half = runs.length >> 1;
  return merged(mergedAll(runs.slice(0, half)), mergedAll(runs.slice(half)));
}

function* merged(some: Iterable<Line>, others: Iterable<Line>): Generator<Line> {
  const [a, b] = [some[Symbol.iterator](), others[Symbol.iterator]()];
  let left = a.next();
  let right = b.next();
  while (!left.done || !right.done) {
    const order = left.done ? 1 : right.done ? -1 : compare(left.value, right.value);
    if (order === 0) yield sumOf(left.value, right.value);
    else yield order < 0 ? left.value : right.value;
    if (order <= 0) left = a.next();
    if (order >= 0) right = b.next();
  }
}

function compare(a: Line, b: Line): number {
  if (a.domain === b.domain) return a.start - b.start;
  return a.domain < b.domain ? -1 : 1;
}

function sumOf(a: Line, b: Line): Line {
  return { ...a, counts: a.counts.map((count, i) => addCounts(count, b.counts[i]!)) };
}

function* linesOfRows(rows: ReportRows): Generator<Line> {
  for (const page of rows.pages()) {
    for (let line = 0; line < page.length; line++) {
      const counts = COUNTERS.map((_, counter) => page.count(line, counter));
      yield { domain: page.domain(line), start: page.start(line), counts };
    }
  }
}

function* linesOfFile(path: string): Generator<Line> {
  for (const text of textLines(path)) {
    const [domain, start, ...counts] = text.split('\t');
    yield { domain: domain!, start: Number(start), counts: counts.map((count) => toCount(BigInt(count))) };
  }
}

function* textLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(64 * 1024);
    const decoder = new TextDecoder();
    let rest = '';
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      const lines = (rest + decoder.decode(buffer.subarray(0, length), { stream: true })).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}

function* pagesOf(lines: Iterable<Line>): Generator<ReportPage> {
  let page: Line[] = [];
  for (const line of lines) {
    page.push(line);
    if (page.length < PAGE_LINES) continue;
    yield pageOf(page);
    page = [];
  }
  if (page.length > 0) yield pageOf(page);
}

function pageOf(lines: readonly Line[]): ReportPage {
  return {
    length: lines.length,
    domain: (line) => lines[line]!.domain,
    start: (line) => lines[line]!.start,
    count: (line, counter) => lines[line]!.counts[counter]!,
  };
}
