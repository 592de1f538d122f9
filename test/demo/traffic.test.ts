import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEMO_ACCOUNTS } from '../../src/demo/demo-accounts.ts';
import { DEMO_HOSTS, DEMO_NODES } from '../../src/demo/demo-hosts.ts';
import { Traffic } from '../../src/demo/traffic.ts';
import { compileFormat } from '../../src/format/compile.ts';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import { StreamMeter } from '../../src/meter/stream-meter.ts';
import type { MeteredSegment } from '../../src/usage/segment.ts';
import { runSeed } from '../support/random.ts';

const seed = runSeed('demo traffic');
const DAY = 86_400;
const NOON = Date.UTC(2026, 5, 9, 12) / 1000; // a Tuesday

function textOf(traffic: Traffic, node: string, from: number, to: number): string {
  return Buffer.concat([...traffic.linesBetween(node, from, to)]).toString('latin1');
}

function timesIn(text: string): number[] {
  return [...text.matchAll(/^\S+ \[([^\]]+)\]/gm)].map(([, time]) => Date.parse(time!) / 1000);
}

function metered(traffic: Traffic, from: number, to: number): MeteredSegment[] {
  return DEMO_NODES.map(({ name }) => {
    const meter = new StreamMeter(compileFormat(resolveFormat('weir'), 'weir'));
    for (const chunk of traffic.linesBetween(name, from, to)) meter.push(chunk);
    return meter.open()!;
  });
}

describe("the demo's traffic", () => {
  test('is the same for the same seed, and another for another', () => {
    const hour = (s: number) => textOf(new Traffic(s), 'edge-1', NOON, NOON + 3600);
    expect(hour(seed)).toBe(hour(seed));
    expect(hour(seed)).not.toBe(hour(seed + 1));
  });

  test.each(DEMO_NODES.map(({ name }) => name))(
    'of %s is in the order of its times, and only in the time asked for',
    (node) => {
      const text = textOf(new Traffic(seed), node, NOON + 17, NOON + 7217);
      const times = timesIn(text);
      expect(times.length).toBe(text.split('\n').length - 1);
      expect(times.length).toBeGreaterThan(300);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(NOON + 17);
      expect(times.at(-1)).toBeLessThan(NOON + 7217);
    },
  );

  test('of [a, c) is that of [a, b) and then that of [b, c)', () => {
    const moment = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(fc.tuple(moment, moment, moment), fc.constantFrom('edge-1', 'edge-3'), (moments, node) => {
        const [a, b, c] = moments.sort((x, y) => x - y).map((offset) => NOON + 11 * 3600 + offset) as [
          number,
          number,
          number,
        ];
        const fresh = (from: number, to: number) => textOf(new Traffic(seed), node, from, to);
        expect(fresh(a, b) + fresh(b, c)).toBe(fresh(a, c));
      }),
      { seed, numRuns: 30 },
    );
  });

  test('comes in buffers of whole lines of about 256 KB', () => {
    const chunks = [...new Traffic(seed).linesBetween('edge-1', NOON, NOON + DAY)];
    expect(chunks.length).toBeGreaterThan(5);
    for (const chunk of chunks) expect(chunk.at(-1)).toBe(0x0a);
    for (const chunk of chunks.slice(0, -1)) expect(Math.round(chunk.length / 2 ** 17)).toBe(2);
  });

  test('is metered but for the junk, which has no host', () => {
    const segments = metered(new Traffic(seed), NOON, NOON + 2 * DAY);
    const lines = segments.reduce((sum, segment) => sum + segment.lines, 0);
    const rejected = segments.reduce((sum, { rejects }) => sum + (rejects.host ?? 0), 0);
    for (const { rejects, unknownDurations } of segments)
      expect([Object.keys(rejects), unknownDurations]).toEqual([['host'], 0]);
    expect(rejected).toBeGreaterThan(10);
    expect(rejected).toBeLessThan(lines / 300);
    expect(segments.flatMap(({ samples }) => samples).some(({ line }) => line.includes('\\x16\\x03'))).toBe(true);
  });

  test('reaches every host there is, and every claim has one', () => {
    const segments = metered(new Traffic(seed), NOON, NOON + DAY);
    const seen = new Set(segments.flatMap(({ rows }) => rows.domains));
    expect([...seen].sort()).toEqual(DEMO_HOSTS.map(({ host }) => host).sort());
    for (const { name } of DEMO_ACCOUNTS.flatMap(({ domains }) => domains)) {
      const suffix = name.startsWith('*.') ? name.slice(1) : undefined;
      expect(
        [...seen].some((host) => (suffix ? host.endsWith(suffix) : host === name)),
        name,
      ).toBe(true);
    }
  });

  test('has an evening and a night on the clocks of its visitors', () => {
    const segments = metered(new Traffic(seed), NOON - 7 * DAY, NOON);
    for (const [host, hoursAhead] of [
      ['dl.lantern.example', 8],
      ['video.fjord.example', 2],
    ] as const) {
      const byHour = new Float64Array(24);
      for (const { rows } of segments) {
        for (let i = 0; i < rows.length; i++) {
          const hour = Math.floor(rows.minute[i]! / 3600 + hoursAhead) % 24;
          if (rows.domains[rows.domain[i]!] === host) byHour[hour]! += Number(rows.counters.bytes[i]);
        }
      }
      const evening = byHour[20]! + byHour[21]! + byHour[22]!;
      const night = byHour[3]! + byHour[4]! + byHour[5]!;
      expect(evening / night, host).toBeGreaterThan(4);
    }
  });

  test('sends what it promises: the mean bandwidth of a host over a week', () => {
    const segments = metered(new Traffic(seed), NOON - 7 * DAY, NOON);
    for (const { host, megabits, linesPerMinute } of DEMO_HOSTS.filter((one) => one.linesPerMinute > 1)) {
      let bytes = 0;
      let requests = 0;
      for (const { rows } of segments) {
        const index = rows.domains.indexOf(host);
        for (let i = 0; i < rows.length; i++) {
          if (rows.domain[i] === index) bytes += Number(rows.counters.bytes[i]);
          if (rows.domain[i] === index) requests += Number(rows.counters.requests[i]);
        }
      }
      expect((bytes * 8) / (7 * DAY) / 1e6 / megabits, host).toBeGreaterThan(0.8);
      expect((bytes * 8) / (7 * DAY) / 1e6 / megabits, host).toBeLessThan(1.35);
      expect(requests / (7 * 1440) / linesPerMinute, host).toBeCloseTo(1.07, 0);
    }
  });

  test('refuses a node it does not have, naming those it has', () => {
    expect(() => [...new Traffic(seed).linesBetween('edge-9', 0, 1)]).toThrow(
      'there is no node edge-9; there are edge-1, edge-2, edge-3',
    );
  });
});
