import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedRows, rowTotals } from '../../src/agent/changed-rows.ts';
import { toRows } from '../../src/meter/table-rows.ts';
import { UsageTable } from '../../src/meter/usage-table.ts';
import { COUNTERS } from '../../src/usage/counters.ts';
import type { UsageRows } from '../../src/usage/rows.ts';

const REQUESTS = COUNTERS.indexOf('requests');
const BYTES = COUNTERS.indexOf('bytes');

const added = fc.record({
  host: fc.constantFrom('a.com', 'b.com', 'c.com'),
  minute: fc.nat(3),
  bytes: fc.oneof(fc.nat(10), fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53 - 1)),
  requests: fc.nat(1),
});

/** 'a.com 60' -> every counter. */
function cells(rows: UsageRows): Map<string, string> {
  const cell = (row: number) => COUNTERS.map((name) => rows.counters[name][row]).join(' ');
  const keys = Array.from(
    { length: rows.length },
    (_, row) => `${rows.domains[rows.domain[row]!]} ${rows.minute[row]}`,
  );
  return new Map(keys.map((key, row) => [key, cell(row)]));
}

test('exactly the rows are picked that are new or have another number', () => {
  fc.assert(
    fc.property(fc.array(added), fc.array(added), (first, second) => {
      const table = new UsageTable(60);
      const add = ({ host, minute, bytes, requests }: (typeof first)[0]) => {
        const row = table.row(table.domainId(host), 60 * minute);
        table.add(row, REQUESTS, requests);
        table.add(row, BYTES, bytes);
      };
      first.forEach(add);
      const before = toRows(table);
      second.forEach(add);
      const after = toRows(table);
      const had = cells(before);
      const expected = new Map([...cells(after)].filter(([key, cell]) => had.get(key) !== cell));
      const picked = changedRows(after, rowTotals(after), rowTotals(before));
      expect(cells(picked)).toEqual(expected);
      expect(new Set(picked.domains).size).toBe(picked.domains.length);
    }),
  );
});
