import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf } from '../../src/meter/digest.ts';
import { addRows, toRows } from '../../src/meter/table-rows.ts';
import { UsageTable } from '../../src/meter/usage-table.ts';
import { COUNTERS } from '../../src/usage/counters.ts';
import type { UsageRows } from '../../src/usage/rows.ts';
import { plainRows } from './meter-text.ts';

const additions = fc.array(
  fc.record({
    domain: fc.constantFrom('a.com', 'b.com', 'c.com'),
    seconds: fc.integer({ min: 86_400, max: 87_000 }),
    counter: fc.nat(COUNTERS.length - 1),
    value: fc.oneof(fc.nat(9), fc.constant(Number.MAX_SAFE_INTEGER), fc.maxSafeNat(), fc.bigInt(0n, 2n ** 60n)),
  }),
  { maxLength: 60 },
);
type Additions = typeof additions extends fc.Arbitrary<infer T> ? T : never;

function tableOf(list: Additions, bucketSeconds = 60): UsageTable {
  const table = new UsageTable(bucketSeconds);
  for (const { domain, seconds, counter, value } of list) {
    table.addCount(table.row(table.domainId(domain), seconds), counter, value);
  }
  return table;
}

it('adds up exactly, however large the sums become', () => {
  const property = (list: Additions) => {
    const sums = new Map<string, bigint>();
    for (const { domain, seconds, counter, value } of list) {
      const key = `${domain} ${seconds - (seconds % 60)} ${counter}`;
      sums.set(key, (sums.get(key) ?? 0n) + BigInt(value));
    }
    const table = tableOf(list);
    const rows = toRows(table);
    for (const [key, sum] of sums) {
      const [domain, bucket, counter] = key.split(' ');
      const row = table.row(table.domainId(domain!), Number(bucket));
      expect(BigInt(table.count(row, Number(counter)))).toBe(sum);
      expect(rows.counters[COUNTERS[Number(counter)]!][row]).toBe(sum < 2n ** 64n ? sum : 2n ** 64n - 1n);
    }
  };
  fc.assert(fc.property(additions, property), { numRuns: 300 });
});

it('merges to what adding everything gives, in any order', () => {
  const property = (a: Additions, b: Additions) => {
    const whole = plainRows(toRows(tableOf([...a, ...b])));
    const added = tableOf(b);
    addRows(added, toRows(tableOf(a)));
    if (!JSON.stringify(whole, (_, v) => String(v)).includes(String(2n ** 64n - 1n))) {
      expect(plainRows(toRows(added))).toEqual(whole);
    }
  };
  fc.assert(fc.property(additions, additions, property), { numRuns: 200 });
});

it('finds its rows again when it has grown', () => {
  const table = new UsageTable(60);
  const add = (i: number) => table.add(table.row(table.domainId(`d${i % 97}`), 86_400 + 60 * (i % 1009)), 1, i);
  for (let round = 0; round < 2; round++) for (let i = 0; i < 97 * 100; i++) add(i);
  expect(table.length).toBe(97 * 100);
  for (let i = 0; i < 97 * 100; i++) {
    expect(table.count(table.row(table.domainId(`d${i % 97}`), 86_400 + 60 * (i % 1009)), 1)).toBe(2 * i);
  }
});

it('stays at 2^64 - 1 in 64-bit columns, and exact where counts are asked for', () => {
  const table = new UsageTable(60);
  const row = table.row(table.domainId('a.com'), 86_400);
  for (let i = 0; i < 2049; i++) table.add(row, 1, Number.MAX_SAFE_INTEGER);
  expect(table.count(row, 1)).toBe(2049n * BigInt(Number.MAX_SAFE_INTEGER));
  expect(toRows(table).counters.bytes[0]).toBe(2n ** 64n - 1n);
});

/** The same rows in another order, under another dictionary. */
function shuffled(rows: UsageRows): UsageRows {
  const { length } = rows;
  const column = <T extends Uint32Array | Uint8Array | BigUint64Array>(c: T): T => c.slice().reverse() as T;
  return {
    length,
    domains: [...rows.domains].reverse(),
    domain: column(rows.domain).map((id) => rows.domains.length - 1 - id),
    minute: column(rows.minute),
    counters: Object.fromEntries(COUNTERS.map((c) => [c, column(rows.counters[c])])) as UsageRows['counters'],
    estimated: column(rows.estimated),
  };
}

it('has a digest that does not depend on the order of rows or names', () => {
  const property = (list: Additions) => {
    const rows = toRows(tableOf(list));
    expect(digestOf(rows, {})).toMatch(/^[0-9a-f]{32}$/);
    expect(digestOf(shuffled(rows), { blank: 0 })).toBe(digestOf(rows, {}));
  };
  fc.assert(fc.property(additions, property), { numRuns: 100 });
});

it('has another digest for every change of a number, name, minute, flag or reject', () => {
  const build = (change: (table: UsageTable, row: number) => void, domain = 'a.com', minute = 86_400) => {
    const table = new UsageTable(60);
    const row = table.row(table.domainId(domain), minute);
    for (let c = 0; c < COUNTERS.length; c++) table.add(row, c, 2 ** 40 + c);
    change(table, row);
    return toRows(table);
  };
  const digests = [
    digestOf(
      build(() => {}),
      {},
    ),
    digestOf(
      build(() => {}, 'b.com'),
      {},
    ),
    digestOf(
      build(() => {}, 'a.com', 86_460),
      {},
    ),
    digestOf(
      build((t, row) => (t.estimated[row] = 1)),
      {},
    ),
    digestOf(
      build(() => {}),
      { blank: 1 },
    ),
    digestOf(
      build(() => {}),
      { blank: 2 },
    ),
    digestOf(
      build(() => {}),
      { shape: 1 },
    ),
    ...COUNTERS.map((_, c) =>
      digestOf(
        build((t, row) => t.add(row, c, 1)),
        {},
      ),
    ),
    ...COUNTERS.map((_, c) =>
      digestOf(
        build((t, row) => t.add(row, c, 2 ** 32)),
        {},
      ),
    ),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});
