import type { MeteredRows } from '../meter/metered-rows.ts';
import { addCounts, type Count } from '../usage/count.ts';

/** The lines of a report in their order, a domain in a bucket each; each call goes through all of them anew. */
export interface ReportRows {
  pages(): Iterable<ReportPage>;
}

/** Some lines in a row. */
export interface ReportPage {
  readonly length: number;
  domain(line: number): string;
  /** Start of the bucket, Unix seconds. */
  start(line: number): number;
  /** A counter, by its place in COUNTERS, exact. */
  count(line: number, counter: number): Count;
}

export const PAGE_LINES = 1024;

/** All lines, where they are in memory. */
interface Lines extends ReportPage {
  /** A number that depends on the rows of some lines: whoever asks for it makes sure that they are near. */
  touch(from: number, to: number): number;
}

/** Rows of a source in the report's order. */
interface Run {
  readonly rows: MeteredRows;
  /** Row numbers. */
  readonly order: Uint32Array;
  /** For each name of the report: where its rows end in the order. */
  readonly ends: Uint32Array;
}

/**
 * What threads and parsers have metered apart, as one report: sorted by domain (code units), then start. Rows of the same
 * domain and bucket are added where they meet, each source being sorted by itself and the sources merged.
 */
export function reportRows(sources: readonly MeteredRows[]): ReportRows {
  const filled = sources.filter(({ length }) => length > 0);
  const names = [...new Set(filled.flatMap(({ domains }) => domains))].sort();
  const places = new Map(names.map((name, place) => [name, place]));
  const runs = filled.map((rows) => {
    const rank = Uint32Array.from(rows.domains, (name) => places.get(name)!);
    return sortedRun(rows, rank, names.length);
  });
  const lines = runs.length === 1 ? linesOf(runs[0]!) : mergedLines(runs, names);
  return { pages: () => pagesOf(lines) };
}

function* pagesOf(lines: Lines): Generator<ReportPage> {
  let touched = 0;
  for (let from = 0; from < lines.length; from += PAGE_LINES) {
    const to = Math.min(lines.length, from + PAGE_LINES);
    // rows lie scattered over memory, which answers many questions at once in the time of one; asked one by one while
    // they were written, they took as long as all the writing
    touched ^= lines.touch(from, to);
    yield {
      length: to - from,
      domain: (line) => lines.domain(from + line),
      start: (line) => lines.start(from + line),
      count: (line, counter) => lines.count(from + line, counter),
    };
  }
  approached.sum ^= touched;
}

/** Kept where everybody could see it: a sum that nobody could see would not be computed. */
const approached = { sum: 0 };

function linesOf({ rows, order }: Run): Lines {
  return {
    length: order.length,
    domain: (line) => rows.domains[rows.domainAt(order[line]!)]!,
    start: (line) => rows.bucketAt(order[line]!),
    count: (line, counter) => rows.count(order[line]!, counter),
    touch: (from, to) => {
      let touched = 0;
      for (let line = from; line < to; line++) touched ^= rows.bucketAt(order[line]!);
      return touched;
    },
  };
}

/** Rows are put down by domain, keeping their order. Logs are written in the order of time: a domain's then are sorted. */
function sortedRun(rows: MeteredRows, rank: Uint32Array, ranks: number): Run {
  const next = new Uint32Array(ranks + 1);
  for (let row = 0; row < rows.length; row++) next[rank[rows.domainAt(row)]! + 1]!++;
  for (let i = 1; i <= ranks; i++) next[i]! += next[i - 1]!;
  const ends = next.slice(1);
  const order = new Uint32Array(rows.length);
  const latest = new Uint32Array(ranks); // each domain's last bucket so far
  const unsorted = new Set<number>();
  for (let row = 0; row < rows.length; row++) {
    const place = rank[rows.domainAt(row)]!;
    const bucket = rows.bucketAt(row);
    if (bucket < latest[place]!) unsorted.add(place);
    latest[place] = bucket;
    order[next[place]!++] = row;
  }
  const byBucket = (a: number, b: number) => rows.bucketAt(a) - rows.bucketAt(b);
  for (const place of unsorted) order.subarray(ends[place - 1] ?? 0, ends[place]!).sort(byBucket);
  return { rows, order, ends };
}

/** A line is a row of one run, and further rows of others in the few cases where several have its domain and bucket. */
function mergedLines(runs: readonly Run[], names: readonly string[]): Lines {
  const { length, runOf, rowOf, startOf, nameOf, more } = mergeRuns(runs, names.length);
  const rowsOf = (line: number) => runs[runOf[line]!]!.rows;
  return {
    length,
    domain: (line) => names[nameOf[line]!]!,
    start: (line) => startOf[line]!,
    count: (line, counter) => {
      const first = rowsOf(line).count(rowOf[line]!, counter);
      const others = more.get(line);
      if (others === undefined) return first;
      return others.reduce((sum, { rows, row }) => addCounts(sum, rows.count(row, counter)), first);
    },
    touch: (from, to) => {
      let touched = 0;
      for (let line = from; line < to; line++) touched ^= rowsOf(line).bucketAt(rowOf[line]!);
      return touched;
    },
  };
}

interface Merged {
  length: number;
  /** For each line: which run, which of its rows, its start and its name's place. */
  readonly runOf: Uint16Array;
  readonly rowOf: Uint32Array;
  readonly startOf: Uint32Array;
  readonly nameOf: Uint32Array;
  /** Further rows of a line. */
  readonly more: Map<number, { readonly rows: MeteredRows; readonly row: number }[]>;
}

function mergeRuns(runs: readonly Run[], names: number): Merged {
  const most = runs.reduce((sum, { order }) => sum + order.length, 0);
  const column = () => new Uint32Array(most);
  const runOf = new Uint16Array(most);
  const merged: Merged = { length: 0, runOf, rowOf: column(), startOf: column(), nameOf: column(), more: new Map() };
  for (let name = 0; name < names; name++) mergeDomain(runs, name, merged);
  return merged;
}

/** The domain's rows of all runs: the least start of those that are not taken yet, again and again. There are few runs. */
function mergeDomain(runs: readonly Run[], name: number, merged: Merged): void {
  const next = runs.map(({ ends }) => ends[name - 1] ?? 0);
  const starts = runs.map((run, i) => startAt(run, next[i]!, name));
  for (let newest = -1; ; ) {
    const start = Math.min(...starts);
    if (start === Number.POSITIVE_INFINITY) return;
    const run = starts.indexOf(start);
    const { rows, order } = runs[run]!;
    const row = order[next[run]!]!;
    if (start === newest) addMore(merged, { rows, row });
    else addLine(merged, { run, row, start, name });
    newest = start;
    starts[run] = startAt(runs[run]!, ++next[run]!, name);
  }
}

function startAt({ rows, order, ends }: Run, place: number, name: number): number {
  return place < ends[name]! ? rows.bucketAt(order[place]!) : Number.POSITIVE_INFINITY;
}

function addLine(merged: Merged, { run, row, start, name }: Record<'run' | 'row' | 'start' | 'name', number>): void {
  const line = merged.length++;
  merged.runOf[line] = run;
  merged.rowOf[line] = row;
  merged.startOf[line] = start;
  merged.nameOf[line] = name;
}

function addMore({ length, more }: Merged, other: { readonly rows: MeteredRows; readonly row: number }): void {
  const others = more.get(length - 1);
  if (others) others.push(other);
  else more.set(length - 1, [other]);
}
