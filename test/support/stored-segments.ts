import { createHash } from 'node:crypto';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import type { UsageRows } from '../../src/usage/rows.ts';
import type { LedgerEntry, StoredSegment } from '../../src/usage/usage-store.ts';

/** 2026-01-01T00:00:00Z, where the stores' tests begin. */
export const MINUTE_0 = 1_767_225_600;

/** A usage row the way a test writes it down; counters not named are 0. */
export interface PlainRow extends Partial<Readonly<Record<Counter, number | bigint>>> {
  readonly domain: string;
  readonly minute: number;
  readonly estimated?: boolean;
}

/** Rows in columns: usageRows([{ domain: 'www.a.com', minute: 0, bytes: 17 }]). */
export function usageRows(plain: readonly PlainRow[]): UsageRows {
  const domains = [...new Set(plain.map((row) => row.domain))];
  const column = (name: Counter) => BigUint64Array.from(plain, (row) => BigInt(row[name] ?? 0));
  return {
    length: plain.length,
    domains,
    domain: Uint32Array.from(plain, (row) => domains.indexOf(row.domain)),
    minute: Uint32Array.from(plain, (row) => row.minute),
    counters: Object.fromEntries(COUNTERS.map((name) => [name, column(name)])) as UsageRows['counters'],
    estimated: Uint8Array.from(plain, (row) => (row.estimated ? 1 : 0)),
  };
}

/** 32 hex digits that differ with the name. */
export function hexOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

/** A segment called `name`, metered up to `bytes`; everything about it that a test does not care for is made up. */
export function storedSegment(
  name: string,
  bytes: number,
  plain: readonly PlainRow[],
  more: Partial<LedgerEntry> = {},
): StoredSegment {
  const minutes = Uint32Array.from(plain, (row) => row.minute).sort();
  const entry: LedgerEntry = {
    segment: hexOf(name),
    node: 'edge-1',
    stream: hexOf(`stream of ${name}`),
    meterHash: hexOf('meter'),
    format: 'combined',
    index: 0,
    generation: 0,
    bytes,
    digest: hexOf(`${name} ${bytes}`),
    path: '/var/log/nginx/access.log',
    lines: plain.length,
    rejects: {},
    samples: [],
    unknownDurations: 0,
    final: false,
    replacing: false,
    firstMinute: minutes[0] ?? 0,
    lastMinute: minutes.at(-1) ?? 0,
    days: new Map(Array.from(minutes, (minute) => [Math.floor(minute / 86_400), bytes])),
    storedAt: 1_767_225_600_123,
    ...more,
  };
  return { entry, rows: usageRows(plain) };
}
