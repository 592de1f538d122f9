import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import { addRows, toRows } from '../../src/meter/table-rows.ts';
import { UsageTable } from '../../src/meter/usage-table.ts';
import { MAX_LINE_BYTES } from '../../src/usage/segment.ts';
import { meter, nginx, plainRows, plainSegment } from './meter-text.ts';

const format = nginx('$host $msec $bytes_sent $request_time');
const line = (i: number, host = 'a.com', duration = '0.1') => `${host} ${1767225600 + i}.000 ${i + 1} ${duration}`;
const identity = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Lines of every kind: good, long-running, rejected, blank, comments, with and without CR. */
const anyLine = fc.oneof(
  fc.tuple(fc.nat(10_000), fc.constantFrom('a.com', 'B.com:80', 'c.com.')).map(([i, host]) => line(i, host)),
  fc.tuple(fc.nat(10_000), fc.constantFrom('61', '3600.5', '-4', '86401')).map(([i, d]) => line(i, 'a.com', d)),
  fc.constantFrom('', '  ', '# comment', 'junk', '- 1 2 3', 'a.com x 1 1', 'a.com 1767225600 - 1'),
);
const anyLog = fc
  .array(fc.tuple(anyLine, fc.constantFrom('\n', '\r\n')), { maxLength: 40 })
  .map((lines) => lines.map(([text, end]) => text + end).join(''));

describe('the identity of a stream', () => {
  it('is the hash of the first line that is neither blank nor a comment', () => {
    expect(meter(format, `\n#x\n \r\n${line(1)}\r\n${line(2)}\n`).stream).toBe(identity(line(1)));
    expect(meter(format, 'junk\n').stream).toBe(identity('junk'));
  });

  it('waits for that line to be complete', () => {
    expect(meter(format, line(1), { final: false }).stream).toBeUndefined();
    expect(meter(format, line(1), { final: true }).stream).toBe(identity(line(1)));
  });

  it('is salted where the input says so', () => {
    expect(meter(format, `${line(1)}\n`, { salt: 'plain' }).stream).toBe(identity(`plain\0${line(1)}`));
  });

  it('is known before an over-long first line has ended', () => {
    const stream = new StreamMeter(format);
    stream.push(Buffer.alloc(MAX_LINE_BYTES + 1, 'x'));
    expect(stream.stream).toBe(identity('x'.repeat(MAX_LINE_BYTES)));
  });
});

describe('a hole of NULs at the start', () => {
  it('is not part of the stream', () => {
    const log = `${line(1)}\n${line(2)}\n`;
    for (const hole of [1, 7, 300_000]) {
      const holed = meter(format, `${'\0'.repeat(hole)}${log}`, { cuts: [1000], segmentBytes: 40 });
      expect(holed).toEqual({ ...meter(format, log, { segmentBytes: 40 }), bytesRead: hole + log.length });
    }
  });

  it('may be all there is', () => {
    expect(meter(format, '\0\0\0')).toMatchObject({ lines: 0, segments: [], stream: undefined });
  });
});

describe('an over-long line', () => {
  const limit = 'x'.repeat(MAX_LINE_BYTES);
  it.each([
    ['at the limit', `${limit}\n`, 'shape', MAX_LINE_BYTES + 1],
    ['at the limit with a CR', `${limit}\r\n`, 'shape', MAX_LINE_BYTES + 1],
    ['at the limit, unterminated', limit, 'shape', MAX_LINE_BYTES],
    ['one byte over it', `${limit}x\n`, 'too_long', MAX_LINE_BYTES + 1],
    ['one byte over it, not ended by its CR', `${limit}\rx\n`, 'too_long', MAX_LINE_BYTES + 1],
    ['three times the limit', `${limit}${limit}${limit}\n`, 'too_long', MAX_LINE_BYTES + 1],
    ['without an end', `${limit}${limit}`, 'too_long', MAX_LINE_BYTES + 1],
  ])('%s is one line, in chunks of any size', (_, text, reason, bytes) => {
    for (const cuts of [[text.length], [65_536], [MAX_LINE_BYTES], [MAX_LINE_BYTES + 1], [1, 999_983]]) {
      const { segments, lines } = meter(format, text, { cuts });
      expect(lines).toBe(1);
      expect(segments).toMatchObject([{ bytes, lines: 1, rejects: { [reason]: 1 } }]);
      expect(segments[0]!.samples[0]!.line).toBe('x'.repeat(500));
    }
  });

  it('takes nothing from the lines around it, nor from the next segment', () => {
    const text = `${line(1)}\n${limit}${limit}\n${line(2)}\n`;
    const { segments } = meter(format, text, { cuts: [70_001], segmentBytes: 2 ** 20 });
    expect(segments.map(({ index, bytes, lines }) => [index, bytes, lines])).toEqual([
      [0, line(1).length + 1 + MAX_LINE_BYTES + 1, 2],
      [2, text.length - 2 * 2 ** 20, 1],
    ]);
  });

  it('is overlooked where it is a comment', () => {
    expect(meter(format, `#${limit}\n${line(1)}\n`)).toMatchObject({
      lines: 1,
      rejected: 0,
      stream: identity(line(1)),
    });
  });
});

describe('an unterminated last line', () => {
  it('is pending until it is complete, or called final', () => {
    const stream = new StreamMeter(format);
    stream.push(Buffer.from(`${line(1)}\n${line(2)}`));
    expect([stream.pendingBytes, stream.lines, stream.open()!.bytes]).toEqual([line(2).length, 1, line(1).length + 1]);
    stream.end({ final: false });
    expect(stream.lines).toBe(1);
    stream.end({ final: true });
    expect([stream.pendingBytes, stream.lines, stream.open()!.bytes]).toEqual([0, 2, 2 * line(1).length + 1]);
  });
});

describe('segments', () => {
  const lengthOf = (n: number) => (line(1).length + 1) * n;

  it('get the lines whose first byte lies in them, and close when the next one starts beyond', () => {
    const stream = new StreamMeter(format, { segmentBytes: lengthOf(2) + 1 });
    for (let i = 0; i < 4; i++) stream.push(Buffer.from(`${line(i)}\n`));
    expect(stream.takeClosed().map(({ index, bytes, lines }) => [index, bytes, lines])).toEqual([[0, lengthOf(3), 3]]);
    expect(stream.takeClosed()).toEqual([]);
    expect(stream.open()).toMatchObject({ index: 1, lines: 1, bytes: lengthOf(4) - lengthOf(2) - 1 });
    expect(stream.openOffset).toBe(lengthOf(3));
  });

  it('end where a line ends exactly at their border', () => {
    const { segments } = meter(format, `${line(1)}\n${line(2)}\n`, { segmentBytes: lengthOf(1) });
    expect(segments.map(({ index, bytes }) => [index, bytes])).toEqual([
      [0, lengthOf(1)],
      [1, lengthOf(1)],
    ]);
  });

  it('without a complete line are not told of, those with only comments are', () => {
    expect(meter(format, line(1), { final: false }).segments).toEqual([]);
    expect(meter(format, '#\n').segments).toMatchObject([{ index: 0, bytes: 2, lines: 0, rows: [] }]);
  });

  it('give snapshots that later lines do not change', () => {
    const stream = new StreamMeter(format);
    stream.push(Buffer.from(`${line(1)}\n`));
    const first = stream.open()!;
    const before = plainSegment(first);
    stream.push(Buffer.from(`${line(2)}\njunk\n`));
    expect(plainSegment(first)).toEqual(before);
    expect(stream.open()).toMatchObject({ lines: 3, rejects: { shape: 1 } });
  });

  it('keep the first hundred rejects, with their places in the stream', () => {
    const { segments } = meter(format, 'é junk\n'.repeat(150));
    expect(segments[0]!.samples).toHaveLength(100);
    expect(segments[0]!.samples[99]).toEqual({ reason: 'shape', offset: 99 * 8, line: 'é junk' });
    expect(segments[0]!.rejects).toEqual({ shape: 150 });
  });

  it('are metered the same again from a checkpoint', () => {
    const log = Buffer.from(Array.from({ length: 20 }, (_, i) => `${line(i)}\n`).join(''));
    const whole = new StreamMeter(format, { segmentBytes: 100 });
    whole.push(log);
    const offset = whole.openOffset;
    const rest = new StreamMeter(format, { segmentBytes: 100, resume: { stream: whole.stream!, offset } });
    rest.push(log.subarray(offset));
    expect(offset).toBeGreaterThan(100);
    expect(plainSegment(rest.open()!)).toEqual(plainSegment(whole.open()!));
    expect(rest.stream).toBe(whole.stream);
  });
});

describe('whatever the log', () => {
  it('chunks never change anything', () => {
    const property = (log: string, cuts: number[], segmentBytes: number) => {
      expect(meter(format, log, { cuts, segmentBytes })).toEqual(meter(format, log, { segmentBytes }));
    };
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(anyLog, cuts, fc.integer({ min: 1, max: 300 }), property), { numRuns: 300 });
  });

  it('the segments sum up to the whole, each line in one of them', () => {
    const property = (log: string, segmentBytes: number) => {
      const stream = new StreamMeter(format, { segmentBytes });
      stream.push(Buffer.from(log));
      const segments = [...stream.takeClosed(), ...(stream.open() ? [stream.open()!] : [])];
      const whole = meter(format, log, { final: false });
      const sum = new UsageTable(60);
      for (const segment of segments) addRows(sum, segment.rows);
      expect(plainRows(toRows(sum))).toEqual(whole.segments[0]?.rows ?? []);
      expect(segments.reduce((n, s) => n + s.lines, 0)).toBe(whole.lines);
      expect(segments.reduce((n, s) => n + s.unknownDurations, 0)).toBe(whole.segments[0]?.unknownDurations ?? 0);
      expect(new Set(segments.map((s) => s.index)).size).toBe(segments.length);
    };
    fc.assert(fc.property(anyLog, fc.integer({ min: 1, max: 300 }), property), { numRuns: 300 });
  });

  it('metering its pieces and merging is metering the whole', () => {
    const property = (logs: string[]) => {
      const sum = new UsageTable(60);
      for (const log of logs) for (const rows of meterRows(log)) addRows(sum, rows);
      expect(plainRows(toRows(sum))).toEqual(meter(format, logs.join('')).segments[0]?.rows ?? []);
    };
    fc.assert(fc.property(fc.array(anyLog, { maxLength: 5 }), property), { numRuns: 200 });
  });
});

function meterRows(log: string) {
  const stream = new StreamMeter(format);
  stream.push(Buffer.from(log));
  const open = stream.open();
  return open ? [open.rows] : [];
}
