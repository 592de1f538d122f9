import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../src/format/presets/index.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import type { RejectReason } from '../../src/usage/segment.ts';
import { meter, nginx, type PlainRow, program } from './meter-text.ts';

const T = '2026-01-01T00:00:30+00:00';
const MINUTE = 1767225600;
const MAX = '9007199254740991';
const OVER = '9007199254740992';

/** host time bytes status cache upstream-bytes duration, unquoted but for the host's sake. */
const plain = nginx(
  '$host $time_iso8601 $bytes_sent $status $upstream_cache_status $upstream_bytes_received $request_time',
);
const bare = nginx('$host $time_iso8601 $bytes_sent');
const cached = nginx('$host $time_iso8601 $bytes_sent $upstream_cache_status');
const origin = nginx('$host $time_iso8601 $bytes_sent $upstream_bytes_received $request_time');
const local = nginx('[$time_local] $bytes_sent "$host"');
const weir = program(PRESETS.weir!);
const combined = program(PRESETS.combined!, 'www.a.com');
const combinedHost = program(PRESETS['combined-host']!);
const keys = {
  time: 't',
  host: 'h',
  bytes: 'b',
  status: 's',
  cache: 'c',
  origin_bytes: 'o',
  duration: 'd',
} as const;
const json = program({ kind: 'json', keys });
const jsonMs = program({ kind: 'json', keys: { time: 't', host: 'req.host', bytes: 'b', duration_ms: 'ms' } });

type Expected = RejectReason | 'comment' | Partial<PlainRow>;
type Case = readonly [name: string, format: FormatProgram, line: string, expected: Expected];

const CASES: readonly Case[] = [
  // the ordinary line
  [
    'a hit',
    plain,
    `a.com ${T} 512 200 HIT - 0.1`,
    { requests: 1, bytes: 512, hit_requests: 1, hit_bytes: 512, status_2xx: 1 },
  ],
  [
    'a miss',
    plain,
    `a.com ${T} 512 404 MISS 700 0.1`,
    { requests: 1, bytes: 512, origin_requests: 1, origin_bytes: 700, status_4xx: 1 },
  ],
  [
    'a CR at its end',
    plain,
    `a.com ${T} 512 200 HIT - 0.1\r`,
    { requests: 1, bytes: 512, hit_requests: 1, hit_bytes: 512, status_2xx: 1 },
  ],
  // cache statuses
  [
    'any case of a hit',
    cached,
    `a.com ${T} 5 hIt`,
    { requests: 1, bytes: 5, hit_requests: 1, hit_bytes: 5, estimated: true },
  ],
  [
    'the last of a list of cache statuses',
    cached,
    `a.com ${T} 5 MISS : STALE`,
    { requests: 1, bytes: 5, hit_requests: 1, hit_bytes: 5, estimated: true },
  ],
  [
    'a list that ends in a miss',
    cached,
    `a.com ${T} 5 HIT, MISS`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  [
    'no cache status at all in the line',
    cached,
    `a.com ${T} 5 -`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  [
    'a word that only begins like a hit',
    cached,
    `a.com ${T} 5 HITS`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  [
    'an odd cache word',
    cached,
    `a.com ${T} 5 C/200`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  [
    'no cache status in the format',
    bare,
    `a.com ${T} 5`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  // upstream lists
  [
    'upstream bytes without a cache status',
    origin,
    `a.com ${T} 5 7 0.1`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 7 },
  ],
  ['an origin that was not asked', origin, `a.com ${T} 5 - 0.1`, { requests: 1, bytes: 5 }],
  [
    'an unquoted upstream list',
    origin,
    `a.com ${T} 5 123, 456 0.1`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 579 },
  ],
  [
    'groups of upstreams',
    origin,
    `a.com ${T} 5 1, 2 : 3 0.1`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 6 },
  ],
  [
    'a dash in the list',
    origin,
    `a.com ${T} 5 -, 9 0.1`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 9 },
  ],
  ['an upstream that gave nothing', origin, `a.com ${T} 5 0 0.1`, { requests: 1, bytes: 5, origin_requests: 1 }],
  [
    'a sum over 2^53 of numbers that are not',
    origin,
    `a.com ${T} 5 ${MAX}, 2 0.1`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 9007199254740993n },
  ],
  ['a number over 2^53 - 1 in the list', origin, `a.com ${T} 5 1, ${OVER} 0.1`, 'number'],
  // statuses and durations never lose a line
  ['no status', plain, `a.com ${T} 5 - MISS - -`, { requests: 1, bytes: 5 }],
  ['a status below 100', plain, `a.com ${T} 5 099 MISS - 0.1`, { requests: 1, bytes: 5 }],
  ['a status over 599', plain, `a.com ${T} 5 600 MISS - 0.1`, { requests: 1, bytes: 5 }],
  ['an odd status', plain, `a.com ${T} 5 ok MISS - 0.1`, { requests: 1, bytes: 5 }],
  ['status 100', plain, `a.com ${T} 5 100 MISS - 0.1`, { requests: 1, bytes: 5, status_1xx: 1 }],
  ['status 599', plain, `a.com ${T} 5 599 MISS - 0.1`, { requests: 1, bytes: 5, status_5xx: 1 }],
  ['status 304', plain, `a.com ${T} 5 304 MISS - 0.1`, { requests: 1, bytes: 5, status_3xx: 1 }],
  ['an odd duration', plain, `a.com ${T} 5 200 MISS - soon`, { requests: 1, bytes: 5, status_2xx: 1 }],
  // byte counts
  ['no bytes at all', bare, `a.com ${T} 0`, { requests: 1, origin_requests: 1, estimated: true }],
  [
    'the largest byte count',
    bare,
    `a.com ${T} ${MAX}`,
    { requests: 1, bytes: Number(MAX), origin_requests: 1, origin_bytes: Number(MAX), estimated: true },
  ],
  [
    'leading zeros',
    bare,
    `a.com ${T} 000000000000000000000005`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  ['one byte more than can be exact', bare, `a.com ${T} ${OVER}`, 'number'],
  ['a very long number', bare, `a.com ${T} ${'9'.repeat(400)}`, 'number'],
  ['a dash for bytes', bare, `a.com ${T} -`, 'bytes'],
  ['negative bytes', bare, `a.com ${T} -5`, 'bytes'],
  ['bytes with a fraction', bare, `a.com ${T} 5.0`, 'bytes'],
  ['bytes in letters', bare, `a.com ${T} many`, 'bytes'],
  // hosts
  ['upper case and a port', bare, `A.com:8080 ${T} 5`, { domain: 'a.com' }],
  ['a trailing dot before a port', bare, `a.com.:80 ${T} 5`, { domain: 'a.com' }],
  ['one of two trailing dots', bare, `a.com.. ${T} 5`, { domain: 'a.com.' }],
  ['IPv6 with a port', bare, `[2001:DB8::1]:443 ${T} 5`, { domain: '[2001:db8::1]' }],
  ['IPv6 without brackets', bare, `::1:80 ${T} 5`, { domain: '::1:80' }],
  ['a port that is none', bare, `a.com:x ${T} 5`, { domain: 'a.com:x' }],
  ['253 bytes of host', bare, `${'a'.repeat(253)}:80 ${T} 5`, { domain: 'a'.repeat(253) }],
  ['a host in another script', bare, `ÄÖ.com ${T} 5`, { domain: 'äö.com' }],
  ['254 bytes of host', bare, `${'a'.repeat(254)} ${T} 5`, 'host'],
  ['127 two-byte letters of host', bare, `${'ä'.repeat(127)} ${T} 5`, 'host'],
  ['a dash for a host', bare, `- ${T} 5`, 'host'],
  ['a host that is only a dot', bare, `. ${T} 5`, 'host'],
  ['a host that is only a port', bare, `:80 ${T} 5`, 'host'],
  ['a slash in the host', bare, `a.com/b ${T} 5`, 'host'],
  ['a backslash in the host', bare, `a\\x22.com ${T} 5`, 'host'],
  ['a control character in the host', bare, `a\u0007.com ${T} 5`, 'host'],
  ['a space in the host', local, `[01/Jan/2026:00:00:30 +0000] 5 "a b"`, 'host'],
  ['an empty host', local, `[01/Jan/2026:00:00:30 +0000] 5 ""`, 'host'],
  // times
  ['nginx local time in another zone', local, `[01/Jan/2026:08:00:30 +0800] 5 "a.com"`, { domain: 'a.com' }],
  ['a half-hour zone west', local, `[31/Dec/2025:20:30:30 -0330] 5 "a.com"`, { domain: 'a.com' }],
  ['no such day', local, `[30/Feb/2026:08:00:30 +0800] 5 "a.com"`, 'time'],
  ['no such month', local, `[01/Foo/2026:08:00:30 +0800] 5 "a.com"`, 'time'],
  ['no time', local, `[-] 5 "a.com"`, 'time'],
  ['a host fault before a time fault', local, `[-] - "-"`, 'host'],
  ['a time fault before a byte fault', local, `[-] - "a.com"`, 'time'],
  // shapes
  ['a blank line', bare, '', 'blank'],
  ['white space only', bare, ' \t \r', 'blank'],
  ['a comment', bare, '#Fields: host time bytes', 'comment'],
  ['a comment after a space is none', bare, ' #x', 'shape'],
  ['a cut line', bare, `a.com ${T}`, 'shape'],
  ['something after the end', local, `[01/Jan/2026:00:00:30 +0000] 5 "a.com" x`, 'shape'],
  ['binary junk', weir, '\u0000\u0001\u00ff', 'shape'],
  // presets
  [
    'weir',
    weir,
    `1.2.3.4 [${T}] "GET / HTTP/1.1" 200 5 0.001 "a.com" "HIT" "-" "-" "curl"`,
    { requests: 1, bytes: 5, hit_requests: 1, hit_bytes: 5, status_2xx: 1 },
  ],
  [
    'a user agent with quotes',
    weir,
    `1.2.3.4 [${T}] "GET / HTTP/1.1" 200 5 0.001 "a.com" "MISS" "7, 8" "-" "a "b" c"`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 15, status_2xx: 1 },
  ],
  [
    'a request with escapes',
    weir,
    `1.2.3.4 [${T}] "\\x16\\x03\\x22" 400 5 0.001 "a.com" "-" "-" "-" "-"`,
    { requests: 1, bytes: 5, status_4xx: 1 },
  ],
  [
    'a request that looks like what follows it',
    weir,
    `1.2.3.4 [${T}] "GET " 200 x" 200 5 0.001 "a.com" "-" "-" "-" "-"`,
    { requests: 1, bytes: 5, status_2xx: 1 },
  ],
  [
    'combined with a domain given',
    combined,
    `1.2.3.4 - - [01/Jan/2026:00:00:30 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"`,
    { domain: 'www.a.com' },
  ],
  [
    'combined with quotes in the user agent',
    combinedHost,
    `1.2.3.4 - - [01/Jan/2026:00:00:30 +0000] "GET / HTTP/1.1" 200 5 "-" "a \\"b\\" c" "a.com"`,
    { domain: 'a.com' },
  ],
  // JSON
  [
    'a JSON line',
    json,
    `{"t":${MINUTE},"h":"A.com:80","b":5,"s":200,"c":"MISS","o":"1, 2","d":0.5}`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 3, status_2xx: 1 },
  ],
  [
    'JSON numbers in strings',
    json,
    `{"t":"${MINUTE}.9","h":"a.com","b":"5","s":"200","c":"hit","o":"-","d":"0.5"}`,
    { requests: 1, bytes: 5, hit_requests: 1, hit_bytes: 5, status_2xx: 1 },
  ],
  ['JSON milliseconds', json, `{"t":${MINUTE}123,"h":"a.com","b":5,"o":null}`, { requests: 1, bytes: 5 }],
  [
    'JSON with RFC 3339',
    json,
    `{"t":"2026-01-01 08:00:59.999999999+08:00","h":"a.com","b":5,"o":7}`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 7 },
  ],
  [
    'JSON with nginx local time',
    json,
    `{"t":"01/Jan/2026:00:00:30 +0000","h":"a.com","b":5}`,
    { requests: 1, bytes: 5 },
  ],
  [
    'JSON with nested keys',
    jsonMs,
    `{"t":${MINUTE},"req":{"host":"a.com"},"b":5,"ms":60000}`,
    { requests: 1, bytes: 5, origin_requests: 1, origin_bytes: 5, estimated: true },
  ],
  [
    'JSON with a literal dotted key beside nested ones',
    jsonMs,
    `{"t":${MINUTE},"req":{"host":"b.com"},"req.host":"a.com","b":5}`,
    { domain: 'a.com' },
  ],
  ['JSON bytes as 5e2', json, `{"t":${MINUTE},"h":"a.com","b":5e2,"o":"-"}`, { requests: 1, bytes: 500 }],
  ['a JSON host with escapes', json, `{"t":${MINUTE},"h":"\\u0041.com","b":5}`, { domain: 'a.com' }],
  ['JSON bytes over 2^53 - 1', json, `{"t":${MINUTE},"h":"a.com","b":${OVER}}`, 'number'],
  ['JSON bytes far over it', json, `{"t":${MINUTE},"h":"a.com","b":1e300}`, 'number'],
  ['JSON upstream bytes over it', json, `{"t":${MINUTE},"h":"a.com","b":1,"o":1e21}`, 'number'],
  ['JSON bytes with a fraction', json, `{"t":${MINUTE},"h":"a.com","b":1.5}`, 'bytes'],
  ['negative JSON bytes', json, `{"t":${MINUTE},"h":"a.com","b":-1}`, 'bytes'],
  ['JSON bytes that are no number', json, `{"t":${MINUTE},"h":"a.com","b":true}`, 'bytes'],
  ['JSON without bytes', json, `{"t":${MINUTE},"h":"a.com"}`, 'bytes'],
  ['JSON without a host', json, `{"t":${MINUTE},"b":5}`, 'host'],
  ['a JSON host that is a number', json, `{"t":${MINUTE},"h":{},"b":5}`, 'host'],
  ['JSON without a time', json, `{"h":"a.com","b":5}`, 'time'],
  ['a JSON time too early', json, `{"t":86399,"h":"a.com","b":5}`, 'time'],
  ['a JSON list', json, '[1]', 'shape'],
  ['broken JSON', json, '{"t":', 'shape'],
  ['a blank line in JSON', json, '  ', 'blank'],
  ['a comment in JSON', json, '# x', 'comment'],
];

function check(result: ReturnType<typeof meter>, expected: Expected): void {
  const segment = result.segments[0]!;
  if (expected === 'comment') expect([result.lines, result.rejected]).toEqual([0, 0]);
  else if (typeof expected === 'string') expect([segment.rejects, segment.rows]).toEqual([{ [expected]: 1 }, []]);
  else {
    expect(segment.rejects).toEqual({});
    const isWhole = 'requests' in expected;
    const [row] = segment.rows;
    if (isWhole) expect(row).toEqual({ domain: row!.domain, minute: MINUTE, ...expected });
    else expect(row).toMatchObject({ minute: MINUTE, ...expected });
  }
}

describe.each(CASES)('%s', (_, format, line, expected) => {
  it('is metered so', () => check(meter(format, `${line}\n`), expected));

  it('is metered the same in chunks of every size', () => {
    const whole = meter(format, `${line}\n${line}\n`);
    for (let size = 1; size <= 64; size++) expect(meter(format, `${line}\n${line}\n`, { cuts: [size] })).toEqual(whole);
  });
});

it('counts durations that are negative or over a day, and only those', () => {
  const durations = [
    '-1',
    '-0.001',
    '86400.001',
    '99999999999999999999',
    '86400.000',
    '-0.000',
    '-',
    'x',
    '0',
    '1.5.5',
    '1.',
    '.5',
  ];
  const lines = durations.map((d) => `a.com ${T} 5 200 MISS - ${d}\n`).join('');
  const [segment] = meter(
    nginx('$host $time_iso8601 $bytes_sent $status $upstream_cache_status $upstream_bytes_received $request_time'),
    lines,
  ).segments;
  expect(segment).toMatchObject({ unknownDurations: 4, rejects: {} });
});

it('looks at a megabyte of junk once', () => {
  const format = nginx(
    '"$request" $status $upstream_bytes_received $request_time "$host" [$time_local] $bytes_sent "$http_x"',
  );
  const started = performance.now();
  for (const junk of [' ', '"', '" ', '" 1', '1, ', '" 1, 2 ', '" - - "', '" 1 : 1, ', '" 200 1, 1 0.1 "']) {
    const line = junk.repeat(2 ** 20 / junk.length);
    expect(meter(format, `"${line}\n`).rejected, junk).toBe(1);
  }
  expect(performance.now() - started).toBeLessThan(5_000); // about 0.3 s; quadratic would be hours
});
