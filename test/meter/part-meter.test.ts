import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KernelSeat } from '../../src/meter/kernel/kernel-seat.ts';
import { planParts } from '../../src/meter/log-part.ts';
import { meteredRows, PartMeter } from '../../src/meter/part-meter.ts';
import { nginx } from './meter-text.ts';

const format = nginx('$host $msec $bytes_sent');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-part-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'log');
  writeFileSync(path, text);
  return path;
}

const seat = new KernelSeat();

async function totals(path: string, ranges: readonly { start: number; end: number }[]) {
  const sum = { lines: 0, bytesRead: 0, bytes: 0, rejected: 0 };
  for (const range of ranges) {
    const meter = new PartMeter(format, 60, { kernel: seat });
    await meter.read({ path, range });
    const { rows, lines, bytesRead, rejects } = meter.totals();
    sum.lines += lines;
    sum.bytesRead += bytesRead;
    sum.rejected += Object.values(rejects).reduce((a, b) => a + b, 0);
    const metered = meteredRows(rows);
    for (let row = 0; row < metered.length; row++) sum.bytes += Number(metered.count(row, 1));
  }
  return sum;
}

/** Powers of two as byte counts: a line lost and another counted twice cannot cancel out. */
const line = (i: number) => `a.com 1767225600 ${2 ** i}`;

it.each<[string, string]>([
  ['lines', `${[0, 1, 2, 3].map(line).join('\n')}\n`],
  ['an unterminated last line', [0, 1, 2].map(line).join('\r\n')],
  ['blank lines and comments', `\n\n#x\n${line(0)}\n \n#${line(1)}\n${line(2)}\n\n`],
  ['a hole of NULs', `${'\0'.repeat(20)}${line(0)}\n${line(1)}\n`],
  ['nothing but NULs', '\0'.repeat(9)],
  ['one line', line(5)],
])('gives each line of %s to one range, wherever it is cut', async (_, text) => {
  const path = file(text);
  const whole = await totals(path, [{ start: 0, end: Number.POSITIVE_INFINITY }]);
  expect(whole.bytesRead).toBe(text.length);
  for (let a = 1; a < text.length; a++) {
    const b = a + 1 + ((a * 7) % 23);
    const ranges = [
      { start: 0, end: a },
      { start: a, end: b },
      { start: b, end: Number.POSITIVE_INFINITY },
    ];
    expect([a, await totals(path, ranges)]).toEqual([a, whole]);
  }
});

it('cuts plain files only, into as many ranges as there are threads, none below a megabyte', async () => {
  const big = file('x'.repeat(3.5 * 2 ** 20));
  const cut = async (threads: number) => (await planParts([big, '-'], threads)).parts.length - 1;
  expect([await cut(1), await cut(2), await cut(3), await cut(9)]).toEqual([1, 2, 3, 3]);
});
