import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileFormat } from '../../src/format/compile.ts';
import { PRESETS } from '../../src/format/presets/index.ts';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import { meter } from '../meter/meter-text.ts';

// Logs that real servers wrote, against what their clients and their origin counted at the sockets
// (test/format-samples/README.md says how, and why some servers log fewer bytes than they send).

interface Expectation {
  /** What the server's byte count is: all it sent, or bodies only. */
  readonly counts: 'bytes' | 'body_bytes';
  /** Bytes that the clients got and the server did not log, of www.example.com and img.example.net. */
  readonly unlogged?: readonly [number, number];
  /** Counters besides requests and statuses that must be exact. */
  readonly exact?: readonly Counter[];
}

const HITS = ['hit_requests', 'hit_bytes'] as const;

const SERVERS: Readonly<Record<string, Expectation>> = {
  weir: { counts: 'bytes', exact: [...HITS, 'origin_requests', 'origin_bytes'] },
  'weir-json': { counts: 'bytes', exact: [...HITS, 'origin_requests', 'origin_bytes'] },
  'combined-host': { counts: 'body_bytes' },
  'apache-vhost-combined': { counts: 'bytes' },
  'apache-weir': { counts: 'bytes' },
  caddy: { counts: 'body_bytes', unlogged: [19, 0] },
  varnish: { counts: 'bytes', unlogged: [23, 0], exact: HITS },
  'haproxy-http': { counts: 'bytes', unlogged: [702, 452] },
  'haproxy-weir': { counts: 'bytes', unlogged: [1005, 636], exact: ['hit_requests'] },
  squid: { counts: 'bytes', exact: HITS },
  'squid-weir': { counts: 'bytes', exact: HITS },
  'trafficserver-squid': { counts: 'bytes' },
  'trafficserver-extended': { counts: 'body_bytes' },
  'trafficserver-weir': { counts: 'bytes', exact: ['origin_requests'] },
};

type Truth = Readonly<Record<string, Readonly<Record<string, number>>>>;

const samples = new URL('../format-samples/', import.meta.url);

function truthOf(name: string): Truth {
  return (JSON.parse(readFileSync(new URL(`${name}.truth.json`, samples), 'utf8')) as { hosts: Truth }).hosts;
}

/** The whole log's counters by domain. */
function usageOf(name: string): Map<string, Record<Counter, number>> {
  const metered = meter(compileFormat(PRESETS[name]!, name), readFileSync(new URL(`${name}.log`, samples)));
  const usage = new Map<string, Record<Counter, number>>();
  for (const row of metered.segments.flatMap((segment) => segment.rows)) {
    const sums = usage.get(row.domain) ?? (Object.fromEntries(COUNTERS.map((c) => [c, 0])) as Record<Counter, number>);
    for (const counter of COUNTERS) sums[counter] += Number(row[counter] ?? 0);
    usage.set(row.domain, sums);
  }
  return usage;
}

test('every log of a real server is compared with what its clients saw', () => {
  const logs = readdirSync(samples).flatMap((name) => (name.endsWith('.truth.json') ? [name.slice(0, -11)] : []));
  expect(logs.sort()).toEqual(Object.keys(SERVERS).sort());
});

test.each(Object.keys(SERVERS))('the log of %s gives what the clients of its server received', (name) => {
  const { counts, unlogged = [0, 0], exact = [] } = SERVERS[name]!;
  const usage = usageOf(name);
  expect([...usage.keys()].sort()).toEqual(['img.example.net', 'www.example.com']);
  for (const [i, domain] of ['www.example.com', 'img.example.net'].entries()) {
    const truth = truthOf(name)[domain]!;
    const compared = ['requests', 'status_2xx', 'status_3xx', 'status_4xx', 'status_5xx', ...exact] as const;
    const wanted = Object.fromEntries(compared.map((counter) => [counter, truth[counter]]));
    expect(usage.get(domain)).toMatchObject({ ...wanted, bytes: truth[counts]! - unlogged[i]! });
  }
});
