import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { SegmentKeys } from '../usage/usage-store.ts';

/**
 * The rows of a replacement: the new ones, and a row of zeros for every key that the store holds and the new metering does
 * not have any more. A key whose row merely stayed away would keep its old numbers. Keys before `since` (Unix seconds) are
 * left alone: they are past the retention, so the new metering's rows for them were not admitted either.
 */
export function withZeroRows(rows: UsageRows, stored: SegmentKeys, since: number): UsageRows {
  const vanished = vanishedKeys(rows, stored, since);
  if (vanished.length === 0) return rows;
  const domains = [...new Set([...rows.domains, ...stored.domains])];
  const index = new Map(domains.map((domain, i) => [domain, i]));
  const length = rows.length + vanished.length;
  const domain = new Uint32Array(length);
  const minute = new Uint32Array(length);
  domain.set(rows.domain); // the rows' own domains come first
  minute.set(rows.minute);
  vanished.forEach((key, i) => {
    domain[rows.length + i] = index.get(stored.domains[stored.domain[key]!]!)!;
    minute[rows.length + i] = stored.minute[key]!;
  });
  const counters = COUNTERS.map((name): [Counter, BigUint64Array] => {
    const column = new BigUint64Array(length);
    column.set(rows.counters[name]);
    return [name, column];
  });
  const estimated = new Uint8Array(length);
  estimated.set(rows.estimated);
  return {
    length,
    domains,
    domain,
    minute,
    counters: Object.fromEntries(counters) as UsageRows['counters'],
    estimated,
  };
}

/** Positions in `stored`. */
function vanishedKeys(rows: UsageRows, stored: SegmentKeys, since: number): number[] {
  const present = new Set<string>();
  for (let i = 0; i < rows.length; i++) present.add(`${rows.minute[i]} ${rows.domains[rows.domain[i]!]}`);
  const vanished: number[] = [];
  for (let i = 0; i < stored.minute.length; i++) {
    const isPresent = present.has(`${stored.minute[i]} ${stored.domains[stored.domain[i]!]}`);
    if (!isPresent && stored.minute[i]! >= since) vanished.push(i);
  }
  return vanished;
}

export const NO_ROWS: UsageRows = {
  length: 0,
  domains: [],
  domain: new Uint32Array(),
  minute: new Uint32Array(),
  counters: Object.fromEntries(COUNTERS.map((name) => [name, new BigUint64Array()])) as UsageRows['counters'],
  estimated: new Uint8Array(),
};
