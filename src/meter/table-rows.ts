import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { UsageRows } from '../usage/rows.ts';
import { CARRY, type UsageTable } from './usage-table.ts';

const HALF = 2 ** 32;
const CARRY_HIGH = CARRY / HALF; // a carry in units of the high word

/**
 * A table's rows as 64-bit columns, as stores and wires want them. The columns are written as 32-bit halves (every platform
 * Node runs on is little-endian): a BigInt for each of millions of cells would cost more than metering them. A sum over
 * 2^64 - 1, 18 exabytes in a minute, stays at that.
 */
export function toRows(table: UsageTable): UsageRows {
  const { length } = table;
  const columns = COUNTERS.map((name, counter) => [name, toColumn(table, counter)] as const);
  return {
    length,
    domains: [...table.domains],
    domain: table.domain.slice(0, length),
    minute: table.bucket.slice(0, length),
    counters: Object.fromEntries(columns) as Record<Counter, BigUint64Array>,
    estimated: table.estimated.slice(0, length),
  };
}

function toColumn(table: UsageTable, counter: number): BigUint64Array {
  const column = new BigUint64Array(table.length);
  const halves = new Uint32Array(column.buffer);
  for (let row = 0; row < table.length; row++) {
    const low = table.low(row, counter);
    const high = Math.floor(low / HALF) + table.carry(row, counter) * CARRY_HIGH;
    halves[2 * row] = high < HALF ? low % HALF : HALF - 1;
    halves[2 * row + 1] = Math.min(high, HALF - 1);
  }
  return column;
}

/** Adds rows (of any bucket length that divides the table's) to a table. */
export function addRows(table: UsageTable, rows: UsageRows): void {
  const ids = rows.domains.map((name) => table.domainId(name));
  const halves = COUNTERS.map((name) => halvesOf(rows.counters[name]));
  for (let i = 0; i < rows.length; i++) {
    const row = table.row(ids[rows.domain[i]!]!, rows.minute[i]!);
    table.estimated[row]! |= rows.estimated[i]!;
    halves.forEach((column, counter) => {
      table.addHalves(row, counter, column[2 * i]!, column[2 * i + 1]!);
    });
  }
}

/** The column's low and high halves, alternating. */
export function halvesOf(column: BigUint64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
}
