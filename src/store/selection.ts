import { addCounts, type Count, toCount } from '../usage/count.ts';
import type { SelectionTotals, UsageSelection } from '../usage/selection.ts';
import { readNative } from './native-read.ts';
import { liveExtentStatements, totalsStatements, zeroStatements } from './selection-queries.ts';
import type { SqlEngine } from './sql-engine.ts';

/** What a selection holds; `limits` are the engine's settings for a question. */
export async function selectionTotals(
  engine: SqlEngine,
  selection: UsageSelection,
  limits: string,
): Promise<SelectionTotals> {
  const { first: _first, last: _last, ...totals } = await measured(engine, selection, limits);
  return totals;
}

/** Puts zeros in the place of what a selection holds, and tells what that was. */
export async function zeroRows(engine: SqlEngine, selection: UsageSelection, limits: string): Promise<SelectionTotals> {
  const { first, last, ...totals } = await measured(engine, selection, limits);
  const live = await liveExtent(engine, selection, limits);
  const [start, end] = [Math.min(first, live.first), Math.max(last, live.last) + 60];
  if (start >= end) return totals;
  const { domain, segments } = selection;
  for (const sql of zeroStatements({ domain, start, end, ...(segments && { segments }) })) await engine.execute(sql);
  return totals;
}

/** First and last minute with a row by stream. */
async function liveExtent(
  engine: SqlEngine,
  selection: UsageSelection,
  limits: string,
): Promise<{ first: number; last: number }> {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const sql of liveExtentStatements(selection, limits)) {
    const answer = readNative(await engine.read(sql, 'Native'));
    for (const minute of answer.uint32('first')) first = Math.min(first, minute);
    for (const minute of answer.uint32('last')) last = Math.max(last, minute);
  }
  return { first, last };
}

interface Measured extends SelectionTotals {
  /** First and last minute with a row. */
  readonly first: number;
  readonly last: number;
}

async function measured(engine: SqlEngine, selection: UsageSelection, limits: string): Promise<Measured> {
  const segments: string[] = [];
  let [rows, requests, bytes]: [number, Count, Count] = [0, 0, 0];
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const sql of totalsStatements(selection, limits)) {
    const answer = readNative(await engine.read(sql, 'Native'));
    segments.push(...answer.strings('id').values);
    rows += Number(sum(answer.uint64('used_rows')));
    requests = addCounts(requests, sum(answer.uint64('sum_requests')));
    bytes = addCounts(bytes, sum(answer.uint64('sum_bytes')));
    for (const minute of answer.uint32('first')) first = Math.min(first, minute);
    for (const minute of answer.uint32('last')) last = Math.max(last, minute);
  }
  return { rows, requests, bytes, segments: segments.sort(), first, last };
}

function sum(values: BigUint64Array): Count {
  return toCount(values.reduce((total, value) => total + value, 0n));
}
