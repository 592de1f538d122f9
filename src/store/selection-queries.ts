import { COUNTERS } from '../usage/counters.ts';
import { LIVE_COUNTERS } from '../usage/live-rows.ts';
import type { UsageSelection } from '../usage/selection.ts';
import { MAX_DAYS_PER_INSERT } from './insert-batches.ts';
import { type Column, LIVE_COLUMNS, NEWEST_ROWS, USAGE_COLUMNS } from './schema.ts';
import { instant, quoted } from './sql-text.ts';

/**
 * Some rows of one domain as SQL: what they add up to, and zeros in their place.
 *
 *     SELECT lower(hex(segment)) AS id, countIf(...) AS used_rows, sum(bytes) AS sum_bytes, ... GROUP BY segment
 *     INSERT INTO usage_segments (...) SELECT domain, minute, segment, 0, ..., version + 1 FROM usage_segments FINAL ...
 *
 * Nothing is deleted: a row of zeros with a higher version is what makes a re-sent older row lose.
 */
export function totalsStatements(selection: UsageSelection, limits: string): string[] {
  const sums = ['requests', 'bytes'].map((name) => `sum(${name}) AS sum_${name}`).join(', ');
  return conditions(selection).map(
    (condition) => `SELECT lower(hex(segment)) AS id, countIf(${IS_USED}) AS used_rows, ${sums},
    toUInt32(min(minute)) AS first, toUInt32(max(minute)) AS last
    FROM usage_segments FINAL WHERE ${condition} GROUP BY segment ORDER BY segment SETTINGS ${NEWEST_ROWS}, ${limits}`,
  );
}

/** How far the rows by stream reach: a domain that is only published to has no others. */
export function liveExtentStatements(selection: UsageSelection, limits: string): string[] {
  return conditions(selection).map(
    (condition) => `SELECT toUInt32(min(minute)) AS first, toUInt32(max(minute)) AS last
    FROM live_segments WHERE ${condition} HAVING count() > 0 SETTINGS ${limits}`,
  );
}

/** One statement of each table for every hundred days, which is what an insert may touch (insert-batches.ts). */
export function zeroStatements(selection: UsageSelection): string[] {
  return windows(selection)
    .flatMap(conditions)
    .flatMap((condition) => [
      zeroStatement('usage_segments', USAGE_COLUMNS, `${condition} AND ${IS_USED}`),
      zeroStatement('live_segments', LIVE_COLUMNS, `${condition} AND greatest(${LIVE_COUNTERS.join(', ')}) > 0`),
    ]);
}

function zeroStatement(table: string, columns: readonly Column[], condition: string): string {
  const names = columns.map(({ name }) => name);
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map((name) => ZEROED[name] ?? '0').join(', ')}
    FROM ${table} FINAL WHERE ${condition} SETTINGS ${NEWEST_ROWS}`;
}

const IS_USED = `greatest(${COUNTERS.join(', ')}, estimated) > 0`;

/** What is not 0 in a row of zeros. */
const ZEROED: Readonly<Record<string, string>> = {
  domain: 'domain',
  app: 'app',
  stream: 'stream',
  minute: 'minute',
  segment: 'segment',
  version: 'version + 1',
};

const WINDOW_SECONDS = MAX_DAYS_PER_INSERT * 86_400;

/** The selection cut at every hundredth midnight since 1970. */
function windows(selection: UsageSelection): UsageSelection[] {
  const cut: UsageSelection[] = [];
  for (let start = selection.start; start < selection.end; ) {
    const end = Math.min(selection.end, (Math.floor(start / WINDOW_SECONDS) + 1) * WINDOW_SECONDS);
    cut.push({ ...selection, start, end });
    start = end;
  }
  return cut;
}

/** Some 120 KiB of text, half of what the engines take as one statement. */
const SEGMENTS_PER_STATEMENT = 3000;

function conditions({ domain, start, end, segments }: UsageSelection): string[] {
  const rows = `domain = ${quoted(domain)} AND minute >= ${instant(start)} AND minute < ${instant(end)}`;
  if (!segments) return [rows];
  return lists(segments).map((some) => `${rows} AND segment IN (${some.map(fixed).join(', ')})`);
}

function lists(segments: readonly string[]): string[][] {
  const count = Math.ceil(segments.length / SEGMENTS_PER_STATEMENT);
  return Array.from({ length: count }, (_, i) =>
    segments.slice(i * SEGMENTS_PER_STATEMENT, (i + 1) * SEGMENTS_PER_STATEMENT),
  );
}

function fixed(segment: string): string {
  return `unhex(${quoted(segment)})`;
}
