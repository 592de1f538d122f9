import { describe, expect, it, test } from 'vitest';
import { compileFormat, requireDomain } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import type { FormatProgram } from '../../src/format/program.ts';
import type { JsonKeys } from '../../src/format/spec.ts';
import { KernelSeat } from '../../src/meter/kernel/kernel-seat.ts';
import { planFormat } from '../../src/meter/kernel/plan.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import { createRandom, FUZZ_SCALE, runSeed } from '../support/random.ts';
import { type LogWriter, logWriter } from './log-writer.ts';
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

const JSON_KEYS: readonly (readonly [string, JsonKeys])[] = [
  ['JSON, flat', { time: 't', host: 'h', bytes: 'b', status: 's', cache: 'c', origin_bytes: 'o', duration: 'd' }],
  ['JSON, nested', { time: 'at.end', host: 'request.host', bytes: 'response.bytes', duration_ms: 'at.ms' }],
];

/** Of up to 300 lines, a third of them damaged: 10 million damaged lines in the nightly run, over all formats. */
const ROUNDS = FUZZ_SCALE === 1 ? 20 : 300 * FUZZ_SCALE;

const SEAT = new KernelSeat({ leastBytes: 0 });

function programs(): [string, FormatProgram, LogWriter][] {
  const own = Object.entries(FORMATS).map(
    ([name, text]) => [name, compileFormat({ kind: 'nginx', text }, name)] as const,
  );
  const presets = Object.entries(PRESETS).flatMap(([name, spec]) =>
    spec.kind === 'nginx' ? [[`preset ${name}`, compileFormat(spec, name)] as const] : [],
  );
  const json = JSON_KEYS.map(([name, keys]) => [name, compileFormat({ kind: 'json', keys }, name)] as const);
  return [...own, ...presets, ...json].map(([name, program]) => {
    const ready = program.hasHost ? program : requireDomain(program, 'www.a.com');
    return [name, ready, logWriter(ready)];
  });
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

  it('takes the fast path for ordinary lines', () => {
    const random = createRandom(1).below;
    const log = Buffer.from(`${Array.from({ length: 1000 }, () => write(random, true)).join('\n')}\n`);
    const { slowLines, outcome } = metered(program, log, () => log.length, 2 ** 26);
    expect(outcome.rejected).toBe(0);
    expect(slowLines).toBeLessThan(100);
  });
});

test('a flood of hosts is counted exactly', () => {
  const program = compileFormat({ kind: 'nginx', text: FORMATS.combined! }, 'combined');
  const write = logWriter(program);
  const random = createRandom(7).below;
  const lines = Array.from({ length: 60_000 }, (_, i) => write(random, true, `host${i}.example.com`));
  const log = Buffer.from(`${lines.join('\n')}\n`);
  expect(metered(program, log, () => 200_000, 2 ** 26).outcome).toEqual(
    metered(program, log, undefined, 2 ** 26).outcome,
  );
});
