import { createHash } from 'node:crypto';
import { COUNTERS, type Counter } from '../src/usage/counters.ts';
import type { UsageRows } from '../src/usage/rows.ts';
import type { LedgerEntry, StoredSegment, UsageStore } from '../src/usage/usage-store.ts';

export interface Filling {
  /** Hosts are host0.example.com, host1.example.com, ... */
  readonly domains: number;
  readonly days: number;
  /** Start of the first day, Unix seconds; default 2026-01-01T00:00:00Z. */
  readonly start?: number;
}

export const FILL_START = 1_767_225_600;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const BUCKETS_PER_HOUR = 12;

/**
 * Fills a store with a row for every domain and five minutes: 1,000 domains and 31 days are 8.9 M rows. Every hour is a
 * segment, every day a put. The numbers are made from a seed, so two stores filled alike are equal.
 *
 *     await fillStore(store, { domains: 1000, days: 31 });
 */
export async function fillStore(
  store: UsageStore,
  { domains, days, start = FILL_START }: Filling,
  say: (progress: string) => void = () => {},
): Promise<void> {
  const hosts = Array.from({ length: domains }, (_, i) => `host${i}.example.com`);
  for (let day = 0; day < days; day++) {
    await store.put(daySegments(hosts, start + day * DAY_SECONDS));
    say(`filled day ${day + 1} of ${days}`);
  }
}

/** A day of usage, cut into one segment an hour. */
export function daySegments(hosts: readonly string[], dayStart: number): StoredSegment[] {
  return Array.from({ length: 24 }, (_, hour) => hourSegment(hosts, dayStart + hour * HOUR_SECONDS));
}

function hourSegment(hosts: readonly string[], start: number): StoredSegment {
  const rows = hourRows(hosts, start);
  return { rows, entry: ledgerEntry(start, rows.length) };
}

function hourRows(hosts: readonly string[], start: number): UsageRows {
  const length = hosts.length * BUCKETS_PER_HOUR;
  const random = randomNumbers(start);
  const counters = Object.fromEntries(COUNTERS.map((name) => [name, new BigUint64Array(length)])) as Record<
    Counter,
    BigUint64Array
  >;
  const domain = new Uint32Array(length);
  const minute = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    domain[i] = Math.floor(i / BUCKETS_PER_HOUR);
    minute[i] = start + (i % BUCKETS_PER_HOUR) * 300;
    fillCounters(counters, i, random);
  }
  return { length, domains: hosts, domain, minute, counters, estimated: new Uint8Array(length) };
}

/** Up to a thousand requests of up to 100 kB, most of them hits. */
function fillCounters(counters: Record<Counter, BigUint64Array>, i: number, random: () => number): void {
  const requests = 1 + Math.floor(random() * 1000);
  const hits = Math.floor(requests * (0.5 + random() / 2));
  const bytes = Math.floor(requests * random() * 100_000);
  const hitBytes = Math.floor(bytes * random());
  const values: Partial<Record<Counter, number>> = {
    requests,
    bytes,
    hit_requests: hits,
    hit_bytes: hitBytes,
    origin_requests: requests - hits,
    origin_bytes: bytes - hitBytes,
    status_2xx: hits,
    status_4xx: requests - hits,
  };
  for (const [name, value] of Object.entries(values)) counters[name as Counter][i] = BigInt(value);
}

function ledgerEntry(start: number, lines: number): LedgerEntry {
  const id = createHash('md5').update(`hour ${start}`).digest('hex');
  const bytes = 64 * 2 ** 20;
  return {
    segment: id,
    node: 'edge-1',
    stream: id,
    meterHash: id,
    format: 'combined',
    index: 0,
    generation: 0,
    bytes,
    digest: id,
    path: '/var/log/nginx/access.log',
    lines,
    rejects: {},
    samples: [],
    unknownDurations: 0,
    final: false,
    replacing: false,
    firstMinute: start,
    lastMinute: start + HOUR_SECONDS - 300,
    days: new Map([[Math.floor(start / DAY_SECONDS), bytes]]),
    storedAt: start * 1000,
  };
}

/** mulberry32: small, good enough, and the same everywhere. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
