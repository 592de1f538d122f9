import { halvesOf } from '../meter/table-rows.ts';
import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { UsageRows } from '../usage/rows.ts';

const HALF = 2 ** 32;

/** What these hold, the others hold too: a line adds 1 to its own row's requests, and bytes to the rows it is spread over. */
const TELLING: readonly Counter[] = ['requests', 'bytes', 'hit_bytes', 'origin_bytes'];

/**
 * One number a row, 64 bits in two halves, that rises with every change of the row: the sum of counters of which one at
 * least rises, and none ever falls. Two meterings of one segment, the later one having the earlier one's rows in its
 * beginning, are compared by it exactly.
 */
export type RowTotals = Uint32Array;

export function rowTotals(rows: UsageRows): RowTotals {
  const totals = new Uint32Array(2 * rows.length);
  const columns = TELLING.map((name) => halvesOf(rows.counters[name]));
  for (let at = 0; at < totals.length; at += 2) {
    let low = 0;
    let high = 0;
    for (const column of columns) {
      low += column[at]!;
      high += column[at + 1]!;
    }
    totals[at] = low; // modulo 2^32, as the array keeps it
    totals[at + 1] = high + Math.floor(low / HALF);
  }
  return totals;
}

/** The rows that are new or changed since they had these totals. */
export function changedRows(rows: UsageRows, now: RowTotals, before: RowTotals): UsageRows {
  const changed: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const at = 2 * row;
    if (at >= before.length || now[at] !== before[at] || now[at + 1] !== before[at + 1]) changed.push(row);
  }
  return changed.length === rows.length ? rows : pick(rows, changed);
}

function pick(rows: UsageRows, picked: readonly number[]): UsageRows {
  const places = new Map<number, number>(); // of the domains that are still needed
  const domain = Uint32Array.from(picked, (row) => {
    const old = rows.domain[row]!;
    if (!places.has(old)) places.set(old, places.size);
    return places.get(old)!;
  });
  const columns = COUNTERS.map((name) => [name, BigUint64Array.from(picked, (row) => rows.counters[name][row]!)]);
  return {
    length: picked.length,
    domains: [...places.keys()].map((old) => rows.domains[old]!),
    domain,
    minute: Uint32Array.from(picked, (row) => rows.minute[row]!),
    counters: Object.fromEntries(columns) as Record<Counter, BigUint64Array>,
    estimated: Uint8Array.from(picked, (row) => rows.estimated[row]!),
  };
}
