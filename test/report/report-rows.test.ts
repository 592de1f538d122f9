import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ReportRows, reportRows } from '../../src/cli/report-rows.ts';
import { mergedReports, spillRows } from '../../src/cli/report-spill.ts';
import { tableRows, UsageTable } from '../../src/meter/usage-table.ts';
import { COUNTERS } from '../../src/usage/counters.ts';

const usage = fc.record({
  domain: fc.constantFrom('b.com', 'a.com', 'B.com', 'ä.com', 'z'),
  minute: fc.integer({ min: 1440, max: 1450 }),
  counter: fc.nat(COUNTERS.length - 1),
  value: fc.oneof(fc.nat(9), fc.maxSafeNat(), fc.bigInt(2n ** 53n, 2n ** 70n)),
});
type Usage = typeof usage extends fc.Arbitrary<infer T> ? T : never;

function tableOf(list: readonly Usage[]): UsageTable {
  const table = new UsageTable(60);
  for (const { domain, minute, counter, value } of list) {
    table.addCount(table.row(table.domainId(domain), 60 * minute), counter, value);
  }
  return table;
}

/** Added up and sorted without any of the program's code. */
function expected(list: readonly Usage[]): string[] {
  const sums = new Map<string, bigint[]>();
  for (const { domain, minute, counter, value } of list) {
    const key = `${domain} ${60 * minute}`; // a name sorts like its key: what follows it is a space, which sorts first
    const counts = sums.get(key) ?? COUNTERS.map(() => 0n);
    counts[counter]! += BigInt(value);
    sums.set(key, counts);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, counts]) => `${key} ${counts.join(' ')}`);
}

function textOf(rows: ReportRows): string[] {
  return [...rows.pages()].flatMap((page) =>
    Array.from({ length: page.length }, (_, line) => {
      const counts = COUNTERS.map((_, counter) => page.count(line, counter));
      return `${page.domain(line)} ${page.start(line)} ${counts.join(' ')}`;
    }),
  );
}

it('adds the rows of several sources, sorted by domain and then by start, however they are shared out', () => {
  const property = (shares: Usage[][]) => {
    const rows = reportRows(shares.map((share) => tableRows(tableOf(share).state())));
    expect(textOf(rows)).toEqual(expected(shares.flat()));
  };
  fc.assert(fc.property(fc.array(fc.array(usage, { maxLength: 30 }), { maxLength: 5 }), property), { numRuns: 500 });
});

it('gives the same when some of them were put into files in between', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-spill-'));
  let files = 0;
  const property = (shares: Usage[][], rest: Usage[]) => {
    const report = (list: readonly Usage[]) => reportRows([tableRows(tableOf(list).state())]);
    const paths = shares.map((share) => spillRows(report(share), join(folder, 'new'), String(files++)));
    const rows = mergedReports(paths, report(rest));
    const lines = expected([...shares.flat(), ...rest]);
    expect(textOf(rows)).toEqual(lines);
    expect(textOf(rows)).toEqual(lines); // a table goes through them twice
  };
  fc.assert(fc.property(fc.array(fc.array(usage), { maxLength: 5 }), fc.array(usage), property), { numRuns: 200 });
  rmSync(folder, { recursive: true });
});
