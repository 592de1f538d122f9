import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { compileFormat, requireDomain } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import type { FormatProgram, TextProgram } from '../../src/format/program.ts';
import type { FormatSpec, JsonKeys } from '../../src/format/spec.ts';
import { KernelSeat } from '../../src/meter/kernel/kernel-seat.ts';
import { planFormat } from '../../src/meter/kernel/plan-format.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import { createRandom, FUZZ_SCALE, runSeed } from '../support/random.ts';
import { type JsonTime, jsonWriter } from './json-writer.ts';
import { type LogWriter, textWriter } from './log-writer.ts';
import { plainSegment } from './meter-text.ts';
import { mutated, type Random } from './mutations.ts';

// The kernel against the reference parser: the same rows, rejects, samples and digests, for every line and chunking.

const FORMATS: Readonly<Record<string, string>> = {
  combined:
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" "$host" $upstream_cache_status $bytes_sent $upstream_bytes_received $request_time',
  quoted:
    '"$time_iso8601" "$http_host" "$status" "$bytes_sent" "$upstream_cache_status" "$upstream_bytes_received" "$request_time"',
  tabs: '$msec\t$host\t$status\t$bytes_sent\t$upstream_cache_status\t$request_uri\t$request_time',
  spaces: '$time_local $host $request_uri $status $bytes_sent $upstream_cache_status $upstream_bytes_received',
  bars: '$host|$time_iso8601|$request|$status|$body_bytes_sent|$upstream_addr|$upstream_response_time|$http_user_agent',
  'two hosts': '$server_name $host$request_uri [$time_local] "$request" $status $bytes_sent',
  'no status': '$time_iso8601 "$http_user_agent" $host $bytes_sent',
  'free end': '[$time_local] $host $status $bytes_sent $upstream_cache_status "$http_referer" $http_user_agent',
  'long literals':
    'this is a literal of more than 16 bytes "$host" and here is yet another long one $bytes_sent at [$time_local]',
};

/** Formats of other kinds than the presets. */
const SPECS: readonly (readonly [string, FormatSpec])[] = [
  [
    'padded',
    {
      kind: 'template',
      text: '{start:unix} {duration_us} {host:token} {bytes:clf} {cache:token} {origin_bytes:nonzero}',
    },
  ],
  [
    'zones',
    {
      kind: 'template',
      text: '{client:token} {start:iso} {host} {bytes} {duration_ms} {x}',
      utcOffsetSeconds: -18_000,
    },
  ],
  [
    'compact',
    {
      kind: 'template',
      text: '{time:compact} {host} {bytes} {agent} {method:words} {cache} {port:digits}',
      utcOffsetSeconds: -18_000,
    },
  ],
  ['milliseconds', { kind: 'template', text: '{start:unix_ms}|{host:url}|{status}|{bytes}|{duration_ms}|{rest}' }],
  ['apache, dashes', { kind: 'apache', text: '%h %l %u %t "%r" %>s %b "%{Host}i"' }],
];

const JSON_KEYS: readonly (readonly [string, JsonKeys, JsonTime])[] = [
  [
    'JSON, flat',
    { time: 't', host: 'h', bytes: 'b', status: 's', cache: 'c', origin_bytes: 'o', duration: 'd' },
    'rfc3339',
  ],
  ['JSON, nested', { time: 'at.end', host: 'request.host', bytes: 'response.bytes', duration_ms: 'at.ms' }, 'rfc3339'],
  ['JSON, fractions', { time: 't', host: 'h', bytes: 'b', duration_us: 'd' }, 'fraction'],
  ['JSON, floats', { start: 't', host: 'h', bytes: 'b', duration: 'd' }, 'float'],
  ['JSON, decimals', { start: 't', host: 'h', bytes: 'b', duration_ns: 'd' }, 'decimals'],
  ['JSON, microseconds', { time: 't', start: 'u', host: 'h', bytes: 'b' }, 'us'],
  ['JSON, nanoseconds', { time: 't', start: 'u', host: 'h', bytes: 'b' }, 'ns'],
];

/** Presets of which no plan is made, as docs/log-formats.md says, with the reasons. */
const [, READ_ALONE = ''] = readFileSync('docs/log-formats.md', 'utf8').split(
  'These presets the reference parser reads alone:',
);
const UNPLANNED = [...READ_ALONE.split('\n## ')[0]!.matchAll(/^- `([\w-]+)`/gm)].map(([, name]) => name!);

/** How the servers of the JSON presets write their times, where it is not as nginx does. */
const JSON_TIMES: Readonly<Record<string, JsonTime>> = {
  caddy: 'float',
  'envoy-json': 'fraction',
  'tencent-realtime': 'digits',
  'huawei-realtime': 'ms',
  'alibaba-realtime': 'seconds',
};

/** Of up to 300 lines, a third of them damaged: 10 million damaged lines in the nightly run, over all formats. */
const ROUNDS = FUZZ_SCALE === 1 ? 20 : 60 * FUZZ_SCALE;

const SEAT = new KernelSeat({ leastBytes: 0 });

function programs(): [string, FormatProgram, LogWriter][] {
  const own = Object.entries(FORMATS).map(([name, text]) => [name, { kind: 'nginx', text }] as const);
  const presets = Object.entries(PRESETS)
    .filter(([name]) => !UNPLANNED.includes(name))
    .map(([name, spec]) => [`preset ${name}`, spec] as const);
  const json = JSON_KEYS.map(([name, keys]) => [name, { kind: 'json', keys }] as const);
  const fixed = [...own, ...SPECS, ...presets, ...json].map(([name, spec]) => readied(name, spec, false));
  const anyOrder = [...presets, ...json]
    .filter(([, spec]) => spec.kind === 'json')
    .map(([name, spec]) => readied(`${name}, keys in any order`, spec, true));
  return [...fixed, ...anyOrder];
}

function readied(name: string, spec: FormatSpec, isShuffled: boolean): [string, FormatProgram, LogWriter] {
  const program = compileFormat(spec, name);
  const ready = program.hasHost ? program : requireDomain(program, 'www.a.com');
  return [name, ready, writerOf(ready, isShuffled)];
}

function writerOf(program: FormatProgram, isShuffled: boolean): LogWriter {
  if (program.kind === 'text') return textWriter(program);
  const name = program.name.replace('preset ', '').replace(', keys in any order', '');
  const own = JSON_KEYS.find(([known]) => known === name)?.[2];
  return jsonWriter(program, own ?? JSON_TIMES[name] ?? 'rfc3339', isShuffled);
}

function metered(program: FormatProgram, log: Buffer, cuts: Random | undefined, segmentBytes: number) {
  const meter = new StreamMeter(program, { kernel: cuts ? SEAT : null, segmentBytes });
  const closed = [];
  for (let at = 0; at < log.length; ) {
    const length = cuts ? 1 + cuts(cuts(3) === 0 ? 40 : log.length) : log.length;
    meter.push(log.subarray(at, at + length));
    closed.push(...meter.takeClosed());
    at += length;
  }
  meter.end({ final: true });
  const { stream, lines, rejected, slowLines } = meter;
  const open = meter.open();
  const segments = [...closed, ...meter.takeClosed(), ...(open ? [open] : [])].map(plainSegment);
  return { slowLines, outcome: { stream, lines, rejected, segments } };
}

describe.each(programs())('%s', (name, program, write) => {
  it('is run by the kernel', () => {
    expect(planFormat(program, Buffer.from(write(createRandom(3).below, true)))).toBeDefined();
  });

  it('gives what the reference parser gives, of good lines and of damaged ones', () => {
    const seed = runSeed(`kernel, ${name}`);
    const random = createRandom(seed).below;
    for (let round = 0; round < ROUNDS; round++) {
      const damage = [0, 3, 30, 100][random(4)]!; // percent
      const ends = random(5) === 0 ? '\r\n' : '\n';
      const lines = Array.from({ length: 1 + random(300) }, () => {
        const line = Buffer.from(write(random) + ends);
        return random(100) < damage ? mutated(line, random) : line;
      });
      const log = Buffer.concat(lines);
      const segmentBytes = random(2) === 0 ? 1 + random(4000) : 2 ** 26;
      const fast = metered(program, log, random, segmentBytes);
      expect(fast.outcome, `round ${round}`).toEqual(metered(program, log, undefined, segmentBytes).outcome);
    }
  });

  it('takes the fast path for ordinary lines that are not spread over minutes', () => {
    const random = createRandom(1).below;
    const log = Buffer.from(`${Array.from({ length: 1000 }, () => write(random, true)).join('\n')}\n`);
    const { slowLines, outcome } = metered({ ...program, spreadAfterMs: null }, log, () => log.length, 2 ** 26);
    expect(outcome.rejected).toBe(0);
    expect(slowLines).toBeLessThan(100);
  });
});

it.each(UNPLANNED)('leaves %s to the reference parser, as docs/log-formats.md says', (name) => {
  const program = compileFormat(PRESETS[name]!, name);
  const lines = readFileSync(`test/format-samples/${name}.log`, 'latin1').split('\n');
  expect(lines.filter((line) => planFormat(program, Buffer.from(line, 'latin1')))).toEqual([]);
});

/** Found by fuzzers: a line that makes the plan, and one that must not be read by it. */
const CASES: readonly (readonly [string, FormatSpec, string, string])[] = [
  [
    'a stamp that can be read but has not its shape',
    PRESETS.weir!,
    'a [2026-01-01T00:01:16+00:00] "-" 304 5 1.5 "a.com" "HIT" "0" "-" "-"',
    'a [c] [2026-01-01 00:01:16+00:00] "-" 304 5 1.5 "a.com" "HIT" "0" "-" "-"',
  ],
  [
    'a literal that would begin in the one before it',
    PRESETS.weir!,
    '- [2026-01-01T00:00:00+00:00] "-" 200 5 1 "a.com" "HIT" "-" "/a"x" "b"',
    '- [2026-01-01T00:00:00+00:00] "-" 502 9 12 "a.com" "HIT" "-" " "/index.html"#"b"',
  ],
  [
    'a time field that begins before the time',
    PRESETS['haproxy-http']!,
    'a [01/Jan/2026:00:01:20.8] x y 7/0/1/7/19 502 5 - - ---- 1/1/0/0/0 0/0 {a.com} "GET / HTTP/1.1"',
    'a [c] [01/Jan/2026:00:01:20.8] x y 7/0/1/7/19 502 5 - - ---- 1/1/0/0/0 0/0 {a.com} "GET / HTTP/1.1"',
  ],
  [
    'a token that begins with a control character',
    PRESETS.envoy!,
    '[2026-01-01T00:00:40.000Z] "-" 503 UF,URX 0 91 5 - "-" "-" "4" "x" "b" "c"',
    '[2026-01-01T00:00:40.000Z] "-" 503 UF,URX 0 91 5 - "-" "-" "\0f1" "04" "x" "-"',
  ],
  [
    'a JSON value that is two things',
    { kind: 'json', keys: { time: 't', bytes: 'b', host: 'h', status: 's', cache: 's' } },
    '{"t":1767225600,"b":5,"h":"a","s":"200"}',
    '{"t":1767225600,"b":5,"h":"a","s":"404"}',
  ],
  [
    'a JSON line without its time, where the time of the one before could not be read',
    PRESETS['envoy-json']!,
    '{"bytes_sent":7,"x":"\\\\","authority":"a.com","start_time":"202 -01-01T00:00:43Z","duration":5}',
    '{"bytes_sent":7,"x":"\\\\","authority":"a.com","duration":5}',
  ],
  [
    'JSON values that a line has not',
    PRESETS['traefik-json']!,
    '{"a":"\\\\","time":"2026-01-01T00:00:00Z","RequestHost":"a","DownstreamContentSize":5,"DownstreamStatus":200,"OriginContentSize":7}',
    '{"a":["\\\\"],"time":"2026-01-01T00:00:00Z","RequestHost":"a","DownstreamContentSize":5,"OriginContentSize":null,"Duration":1}',
  ],
  [
    'a JSON time that a float rounds up into the next second',
    { kind: 'json', keys: { time: 't', bytes: 'b', host: 'h' } },
    '{"t":1767225659.5,"b":5,"h":"a"}',
    '{"t":1767225659.99999999,"b":5,"h":"a"}',
  ],
];

it.each(CASES)('gives what the reference parser gives of %s', (_, spec, example, odd) => {
  const program = compileFormat(spec);
  const log = Buffer.from([example, example, odd, odd, ''].join('\n')); // a run begins behind the first line
  expect(metered(program, log, () => log.length, 2 ** 26).outcome).toEqual(
    metered(program, log, undefined, 2 ** 26).outcome,
  );
});

test('a flood of hosts is counted exactly', () => {
  const program = compileFormat({ kind: 'nginx', text: FORMATS.combined! }, 'combined') as TextProgram;
  const write = textWriter(program);
  const random = createRandom(7).below;
  const lines = Array.from({ length: 60_000 }, (_, i) => write(random, true, `host${i}.example.com`));
  const log = Buffer.from(`${lines.join('\n')}\n`.repeat(3)); // a run begins behind the first line
  expect(metered(program, log, () => 200_000, 2 ** 26).outcome).toEqual(
    metered(program, log, undefined, 2 ** 26).outcome,
  );
});
