import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PRESETS } from '../../src/format/presets/index.ts';
import { PartMeter } from '../../src/meter/part-meter.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import { meter, plainSegment, program } from './meter-text.ts';

const columns = program({ kind: 'w3c', text: 'date time sc-bytes x-host-header', utcOffsetSeconds: 0 });
const MINUTE = 1767225600;

const own = (bytes: number, host = 'a.com') => `2026-01-01\t00:00:30\t${bytes}\t${host}`;
const other = (bytes: number, host = 'a.com') => `${host}\t${bytes}\t2026-01-01\t00:00:30`;
const OTHER = '#Fields: x-host-header sc-bytes date time';
const OWN = '#Fields: date time sc-bytes x-host-header';

function segment(...lines: string[]) {
  return meter(columns, lines.map((line) => `${line}\n`).join('')).segments[0]!;
}

function bytesOf(...lines: string[]): number[] {
  return segment(...lines).rows.map((row) => Number(row.bytes));
}

it('reads a log without a header by the columns of the format', () => {
  expect(segment(own(1), '#Version: 1.0', own(2)).rows).toMatchObject([{ domain: 'a.com', minute: MINUTE, bytes: 3 }]);
});

it('reads the lines below a header by its columns, each header from its own line on', () => {
  expect(bytesOf(OTHER, other(1), '#Software: x', other(2))).toEqual([3]);
  expect(bytesOf(own(1), OTHER, other(2), OWN, own(4), OTHER, other(8))).toEqual([15]);
  expect(segment(OTHER, own(1)).rejects).toEqual({ shape: 1 }); // a line of other columns is no usable line
});

it('takes a header with CRLF or runs of spaces', () => {
  expect(bytesOf(`#Fields:x-host-header  sc-bytes date\ttime\r`, `${other(1)}\r`)).toEqual([1]);
});

it('rejects a line with another number of columns than the header has', () => {
  const line = own(1);
  expect(segment(OWN, `${line}\t-`, line.slice(0, line.lastIndexOf('\t')), '-', `\t${line}`).rejects).toEqual({
    shape: 4,
  });
});

it('rejects every line below a header without a host, a time or a byte count, for that reason', () => {
  expect(segment('#Fields: date time sc-bytes', '2026-01-01\t00:00:30\t1').rejects).toEqual({ host: 1 });
  expect(segment('#Fields: x-host-header sc-bytes', 'a.com\t1').rejects).toEqual({ time: 1 });
  expect(segment('#Fields: date time x-host-header', '2026-01-01\t00:00:30\ta.com').rejects).toEqual({ bytes: 1 });
  expect(segment('#Fields:', own(1)).rejects).toEqual({ shape: 1 });
});

it('does not take a header for one in a format that has none', () => {
  const nginx = program({ kind: 'nginx', text: '$time_iso8601\t$bytes_sent\t$host' });
  expect(meter(nginx, `${OTHER}\n2026-01-01T00:00:30+00:00\t1\ta.com\n`).segments[0]!.rows).toMatchObject([
    { bytes: 1 },
  ]);
});

it('goes on in the middle of a stream with the header that was in force there', () => {
  const lines = [OTHER, other(1), other(2, 'b.com'), OWN, own(4), own(8, 'b.com'), own(16)];
  const log = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const whole = new StreamMeter(columns, { segmentBytes: 64 });
  whole.push(log);
  const rest = new StreamMeter(columns, { segmentBytes: 64 });
  rest.push(log.subarray(0, 130));
  const { stream, openOffset: offset, openColumns } = rest;
  expect(openColumns).toBe(OTHER);
  const resume = { stream: stream!, offset, ...(openColumns !== undefined && { columns: openColumns }) };
  const resumed = new StreamMeter(columns, { segmentBytes: 64, resume });
  resumed.push(log.subarray(offset));
  const segments = [...resumed.takeClosed(), resumed.open()!].map(plainSegment);
  const expected = [...whole.takeClosed(), whole.open()!].map(plainSegment);
  expect(segments).toEqual(expected.slice(-segments.length));
  expect(segments.some((s) => s.rows.length > 0)).toBe(true);
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-header-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('gives the same totals however many parts a log is split into', async () => {
  const path = join(folder, 'split.log');
  writeFileSync(path, [OTHER, other(1), other(2), OWN, own(4), own(8)].join('\n'));
  const totals = async (...starts: number[]) => {
    const part = new PartMeter(columns, 60);
    for (const [i, start] of starts.entries()) {
      await part.read({ path, range: { start, end: starts[i + 1] ?? Number.POSITIVE_INFINITY } });
    }
    return part.totals();
  };
  const whole = new PartMeter(columns, 60);
  await whole.read({ path });
  expect(whole.totals()).toMatchObject({ lines: 4, rejects: {} });
  for (const at of [1, 40, 60, 90, 120]) expect(await totals(0, at)).toEqual(whole.totals());
  expect(await totals(0, 50, 100)).toEqual(whole.totals());
});

it('forgets one log’s header before the next log', async () => {
  const paths = ['first', 'second'].map((name) => join(folder, name));
  writeFileSync(paths[0]!, `${OTHER}\n${other(1)}\n`);
  writeFileSync(paths[1]!, `${own(2)}\n`);
  const part = new PartMeter(columns, 60);
  for (const path of paths) await part.read({ path });
  expect(part.totals()).toMatchObject({ lines: 2, rejects: {} });
});

it('knows CloudFront’s 33 columns without their header', () => {
  const line = ['2026-01-01', '00:00:30', 'FRA56', '5', ...Array.from({ length: 11 }, () => '-'), 'www.a.com'];
  const rest = Array.from({ length: 33 - line.length }, () => '-');
  const rows = meter(program(PRESETS.cloudfront!), `${[...line, ...rest].join('\t')}\n`).segments[0]!.rows;
  expect(rows).toMatchObject([{ domain: 'www.a.com', bytes: 5 }]);
});
