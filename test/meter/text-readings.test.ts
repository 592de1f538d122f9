import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFormat, requireDomain } from '../../src/format/compile.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import type { FormatSpec } from '../../src/format/spec.ts';
import { LineMeter } from '../../src/meter/line-meter.ts';
import { UsageTable } from '../../src/meter/usage-table.ts';
import { meter, type PlainRow } from './meter-text.ts';

type Facts = Partial<Omit<FormatSpec, 'kind'>>;

function template(text: string, facts: Facts = {}): FormatProgram {
  const domain = text.includes('{host') ? {} : { domain: 'a.com' };
  return requireDomain(compileFormat({ kind: 'template', text, ...domain, ...facts }));
}

/** The row in which the request itself counts (its bytes may be spread), or why the line is rejected. */
function metered(format: FormatProgram, line: string): PlainRow | string {
  const { rows, rejects } = meter(format, `${line}\n`, { kernel: null }).segments[0]!;
  return rows.find((row) => row.requests === 1) ?? Object.keys(rejects)[0]!;
}

/** The minute that a request of 90.5 seconds counts in, as text; or why it is rejected. */
function minuteOf(field: string, time: string, facts: Facts = {}): string {
  const row = metered(template(`[{${field}}] {bytes} {duration_ms}`, facts), `[${time}] 5 90500`);
  return typeof row === 'string' ? row : new Date(row.minute * 1000).toISOString().slice(0, 16);
}

describe('a time', () => {
  it.each([
    ['time:clf', '9/Jun/2026:01:58:09 +0800', '2026-06-08T17:58'],
    ['time:clf', '09/Jun/2026:01:58:59.999 -0330', '2026-06-09T05:28'],
    ['time:clf', '09/Jun/2026:01:58:09 -0000', '2026-06-09T01:58'],
    ['time:clf', '09/Jun/2026:01:58:09', 'time'], // no zone, no guess
    ['time:clf', '31/Jun/2026:01:58:09 +0800', 'time'],
    ['time:clf', '9/Jux/2026:01:58:09 +0800', 'time'],
    ['time:clf', '9/Jun/2026:01:58:09 +08', 'time'],
    ['time:clf', '9/Jun/2026:01:58:9 +0800', 'time'],
    ['time:clf', '9/Jun/2026:24:58:09 +0800', 'time'],
    ['time:clf', '-', 'time'],
    ['time:iso', '2026-06-09T01:58:09Z', '2026-06-09T01:58'],
    ['time:iso', '2026-06-09 01:58:09.5+08:00', '2026-06-08T17:58'],
    ['time:iso', '2026-06-09\t01:58:09+0800', '2026-06-08T17:58'],
    ['time:iso', '2026-06-09T01:58:09', 'time'],
    ['time:iso', '2026-06-09', 'time'],
    ['time:iso', '2026-02-29T01:58:09Z', 'time'],
    ['time:unix', '1767225659.999', '2026-01-01T00:00'],
    ['time:unix', '1767225660', '2026-01-01T00:01'],
    ['time:unix', '  1767225659.  9', '2026-01-01T00:00'],
    ['time:unix', '1767225659.', 'time'],
    ['time:unix', '86399.9', 'time'],
    ['time:unix', '-', 'time'],
    ['time:unix_ms', '1767225659999', '2026-01-01T00:00'],
    ['time:unix_ms', '17672256599999999', 'time'],
    ['time:unix_ms', '1767225659.9', 'time'],
    ['time:local', '01/Jan/2026:08:00:00 +0800', '2026-01-01T00:00'],
    ['time:iso8601', '2026-01-01T08:00:00+08:00', '2026-01-01T00:00'],
  ])('{%s} of %s is %s', (field, time, expected) => {
    expect(minuteOf(field, time)).toBe(expected);
  });

  it.each([
    ['time:clf', '09/Jun/2026:01:58:09.123', '2026-06-08T17:58'],
    ['time:clf', '09/Jun/2026:01:58:09 +0000', '2026-06-09T01:58'], // a zone in the line is better than ours
    ['time:iso', '2026-06-09 01:58:09', '2026-06-08T17:58'],
    ['time:compact', '20260609015809', '2026-06-08T17:58'],
    ['time:compact', '20260609245809', 'time'],
    ['time:compact', '20260631015809', 'time'],
    ['time:compact', '2026060901580', 'time'],
    ['time:compact', '202606090158090', 'time'],
  ])('{%s} of %s is %s where the clock is at +08:00', (field, time, expected) => {
    expect(minuteOf(field, time, { utcOffsetSeconds: 8 * 3600 })).toBe(expected);
  });

  it('of the request’s beginning counts where the duration ends', () => {
    expect(minuteOf('start:iso', '2026-01-01T00:00:29.499Z')).toBe('2026-01-01T00:01'); // + 90.5 s = 00:01:59.999
    expect(minuteOf('start:iso', '2026-01-01T00:00:29.500Z')).toBe('2026-01-01T00:02');
    expect(minuteOf('start:unix', '1767225629.500')).toBe('2026-01-01T00:02');
    expect(minuteOf('start:clf', '1/Jan/2026:00:00:29.5 +0000')).toBe('2026-01-01T00:02');
    expect(minuteOf('start:unix_ms', '1767225629499')).toBe('2026-01-01T00:01');
    expect(minuteOf('start:unix', '4294967295')).toBe('time'); // the end would be beyond 2^32
  });

  it('of the beginning has to do where the duration is missing or unusable', () => {
    const format = template('{start:unix} {bytes} {duration}');
    for (const duration of ['-', '-5', '86401', 'x']) {
      expect(metered(format, `1767225659.9 5 ${duration}`)).toMatchObject({ minute: 1767225600, bytes: 5 });
    }
  });

  it('in any zone and to the millisecond is read back as it was written', () => {
    const instants = fc.integer({ min: 86_400_000, max: 2 ** 32 * 1000 - 1 });
    fc.assert(
      fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), fc.boolean(), (ms, minutes, isShort) => {
        const wall = new Date(ms + minutes * 60_000);
        if (wall.getTime() < 0) return;
        const [, name, day, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(wall.toUTCString())!;
        const zone = `${minutes < 0 ? '-' : '+'}${[Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
          .map((n) => String(n).padStart(2, '0'))
          .join('')}`;
        const text = `${isShort ? Number(name) : name}/${day}/${year}:${clock}.${String(ms % 1000).padStart(3, '0')} ${zone}`;
        const row = metered(template('[{time:clf}] {bytes}'), `[${text}] 5`);
        expect(row).toMatchObject({ minute: Math.floor(ms / 60_000) * 60 });
      }),
    );
  });
});

describe('a host in a URL', () => {
  it.each([
    ['http://www.A.com/path', 'www.a.com'],
    ['https://www.a.com:8443', 'www.a.com'],
    ['https://www.a.com?x=http://b.com/', 'www.a.com'],
    ['http://user:pa@ss@www.a.com/@b', 'www.a.com'],
    ['http://[2001:DB8::1]:80/', '[2001:db8::1]'],
    ['rtmp://live.a.com/app/stream', 'live.a.com'],
    ['www.a.com:443', 'www.a.com'],
    ['http:///path', 'host'],
    ['http://', 'host'],
    ['/path', 'host'],
    ['error:invalid-request', 'host'],
    ['://a.com/', 'host'],
    ['not a url://a.com/', 'host'],
    ['-', 'host'],
    [':443', 'host'],
  ])('%s gives %s', (url, expected) => {
    const row = metered(template('{time:unix} {bytes} "{host:url}"'), `1767225600 5 "${url}"`);
    expect(typeof row === 'string' ? row : row.domain).toBe(expected);
  });
});

describe('a captured header', () => {
  it.each([
    ['a.com} "GET / HTTP/1.1"', 'a.com'],
    ['a.com:80|curl/8 (x)} {y} "GET"', 'a.com'],
    ['} "GET"', 'host'],
    ['|a.com} "GET"', 'host'],
    ['a.com', 'host'],
  ])('{%s gives %s', (rest, expected) => {
    const row = metered(template('{time:unix} {bytes} {{{host:capture}'), `1767225600 5 {${rest}`);
    expect(typeof row === 'string' ? row : row.domain).toBe(expected);
  });
});

describe('numbers', () => {
  const seconds = (field: string, value: string) => {
    const format = template(`{time:unix} {bytes} {${field}} x`);
    const { rows, unknownDurations } = meter(format, `1767225720 7200 ${value} x\n`, { kernel: null }).segments[0]!;
    return unknownDurations > 0 ? 'unknown' : rows.map((row) => Number(row.bytes ?? 0)).join(' ');
  };

  it.each([
    ['duration', '120', '3600 3600 0'],
    ['duration_ms', '120000', '3600 3600 0'],
    ['duration_ms', '     120000.9', '3600 3600 0'],
    ['duration_us', '120000999', '3600 3600 0'],
    ['duration_us', '60000999', '7200'], // 60.000 s is not longer than 60 s
    ['duration_us', '86400001000', 'unknown'],
    ['duration_us', '-1000', 'unknown'],
    ['duration_ms', '-', '7200'],
    ['duration_ms', 'soon', '7200'],
  ])('{%s} of %s spreads 7,200 bytes as %s', (field, value, expected) => {
    expect(seconds(field, value)).toBe(expected);
  });

  it('a dash is no bytes only where the format says so', () => {
    expect(metered(template('{time:unix} {bytes:clf}'), '1767225600 -')).toMatchObject({ requests: 1 });
    expect(metered(template('{time:unix} {bytes}'), '1767225600 -')).toBe('bytes');
    expect(metered(template('{time:unix} {bytes:clf}'), '1767225600 --')).toBe('bytes');
    expect(metered(template('{time:unix} {bytes:clf}'), '1767225600 9007199254740992')).toBe('number');
  });

  it('0 bytes from the origin mean that it was not asked only where the format says so', () => {
    const line = '1767225600 5 0 x';
    expect(metered(template('{time:unix} {bytes} {origin_bytes:nonzero} x'), line)).not.toHaveProperty(
      'origin_requests',
    );
    expect(metered(template('{time:unix} {bytes} {origin_bytes} x'), line)).toMatchObject({ origin_requests: 1 });
  });
});

it('spreads the bytes of periods shorter than a minute where spread_after is 0s', () => {
  const format = template('{time:unix} {bytes} {duration}', { spreadAfterMs: 0 });
  const { rows } = meter(format, '1767225610 100 20\n', { kernel: null }).segments[0]!;
  expect(rows.map(({ minute, bytes, requests }) => [minute, bytes, requests])).toEqual([
    [1767225540, 50, undefined],
    [1767225600, 50, 1],
  ]);
});

it('looks at a megabyte of junk once, whatever the readings', () => {
  const format = template(
    '{a} {t:token} [{start:clf}] {b} {duration_ms} {c:words}/{status} {bytes} "{host:url}" {d} {e:token} {f:digits}',
  );
  const lines = new LineMeter(format, new UsageTable(60));
  const started = performance.now();
  for (const junk of [
    ' ',
    ' [',
    '1 ',
    '   1',
    'a/',
    ' a [1/Jan/2026:00:00:00 +0000] ',
    '" ',
    'http://a/ ',
    '@',
    '" x ',
  ]) {
    const line = Buffer.from(junk.repeat(2 ** 20 / junk.length));
    expect(lines.read(line, 0, line.length), junk).toBeDefined();
  }
  expect(performance.now() - started).toBeLessThan(5_000); // about 0.3 s; quadratic would be hours
});
