import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportRows } from '../../src/cli/report-rows.ts';
import { compileFormat } from '../../src/format/compile.ts';
import { Kernel } from '../../src/meter/kernel/kernel.ts';
import { addToKernelRow, fitsKernelRow, kernelRows } from '../../src/meter/kernel/kernel-rows.ts';
import { KernelSeat } from '../../src/meter/kernel/kernel-seat.ts';
import { meteredRows, PartMeter } from '../../src/meter/part-meter.ts';
import { COUNTERS } from '../../src/usage/counters.ts';

// What becomes of the rows that the kernel has counted: a report reads them where they lie, with what the reference parser
// has counted beside it.

const format = compileFormat({ kind: 'nginx', text: '$host $msec $bytes_sent $request_time' }, 'test');
const seat = new KernelSeat();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function report(log: string, kernel: KernelSeat | null) {
  const path = join(folder, 'log');
  writeFileSync(path, log);
  const meter = new PartMeter(format, 60, { kernel });
  await meter.read({ path });
  const { rows, slowLines: _, ...rest } = meter.totals();
  const isKernels = 'kernel' in rows;
  const sorted = reportRows([meteredRows(rows)]);
  const lines = [...sorted.pages()].flatMap((page) =>
    Array.from({ length: page.length }, (_, line) =>
      [page.domain(line), page.start(line), ...COUNTERS.map((_, c) => page.count(line, c))].join(' '),
    ),
  );
  return { isKernels, counted: { ...rest, lines: rest.lines, rows: lines } };
}

const line = (i: number) => `h${i % 300}.com ${1767225600 + i * 7} ${i * 1e6} ${i % 50 === 3 ? 70 : 0.5}\n`;
const longLog = Array.from({ length: 30_000 }, (_, i) => line(i)).join('');

it('adds what the reference parser has counted to the kernel’s rows', async () => {
  const fast = await report(longLog, seat);
  expect(fast.isKernels).toBe(true);
  expect(fast.counted).toEqual((await report(longLog, null)).counted);
});

it('takes the rows into the table where a count of the reference parser’s does not fit', async () => {
  const log = `${longLog}${`big.com 1767225600 ${Number.MAX_SAFE_INTEGER} 0.1\n`.repeat(3000)}`;
  const fast = await report(log, seat);
  expect(fast.isKernels).toBe(false);
  expect(fast.counted).toEqual((await report(log, null)).counted);
  expect(fast.counted.rows.some((row) => row.includes(String(3000n * BigInt(Number.MAX_SAFE_INTEGER))))).toBe(true);
});

it('says when another 2^23 lines might be too many for a row', () => {
  const { kernel } = seat;
  kernel.clearRows();
  const row = kernel.rowOf(0, 86_400);
  const counts = COUNTERS.map(() => 0);
  for (let n = 0; n < 511; n++) addToKernelRow(row, counts.with(1, Number.MAX_SAFE_INTEGER));
  expect(kernel.rowsAreNearlyFull).toBe(false);
  expect(kernelRows({ words: kernel.rows(), domains: ['a.com'] }).count(0, 1)).toBe(511n * (2n ** 53n - 1n));
  for (let n = 0; n < 2; n++) addToKernelRow(row, counts.with(1, Number.MAX_SAFE_INTEGER));
  expect(kernel.rowsAreNearlyFull).toBe(true);
  kernel.clearRows();
  expect(kernel.rowsAreNearlyFull).toBe(false);
});

it('takes no count that it could not hold', () => {
  const counts = (change: Record<number, number | bigint>) => COUNTERS.map((_, c) => change[c] ?? 0);
  expect(fitsKernelRow(counts({ 0: 2 ** 30 - 1, 1: Number.MAX_SAFE_INTEGER }))).toBe(true);
  expect(fitsKernelRow(counts({ 0: 2 ** 30 }))).toBe(false);
  expect(fitsKernelRow(counts({ 5: 2n ** 53n }))).toBe(false);
});

it('finds each of its rows again, however many there are, and has room for no more than it said', () => {
  const kernel = new Kernel();
  const words = (i: number) => kernel.rowOf(i % 1000, 86_400 + 60 * Math.floor(i / 1000));
  for (let i = 0; i < 200_000; i++) addToKernelRow(words(i), [1, i, ...COUNTERS.slice(2).map(() => 0)]);
  for (let i = 0; i < 200_000; i++) expect(words(i)[0]).toBe(i);
  expect(kernel.rows().length / 16).toBe(200_000);
  expect(kernel.roomForRows).toBe(2 ** 20 - 200_000);
});
