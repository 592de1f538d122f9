import { toRows } from '../meter/table-rows.ts';
import { UsageTable } from '../meter/usage-table.ts';
import { COUNTERS } from '../usage/counters.ts';
import type { LivePlace, LiveRows } from '../usage/live-rows.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { LiveRow } from './live-tally.ts';

const REQUESTS = COUNTERS.indexOf('requests');
const BYTES = COUNTERS.indexOf('bytes');

/** What the streams of a domain add up to: players' connections and bytes. A domain that is only published to has no row. */
export function domainRows(rows: readonly LiveRow[]): UsageRows {
  const table = new UsageTable(60);
  for (const { domain, minute, playBytes, playRequests } of rows) {
    if (playBytes + playRequests === 0) continue;
    const row = table.row(table.domainId(domain), minute);
    table.add(row, REQUESTS, playRequests);
    table.add(row, BYTES, playBytes);
  }
  return toRows(table);
}

/** The same rows as columns, as stores and wires want them. */
export function liveRows(rows: readonly LiveRow[]): LiveRows {
  const places: LivePlace[] = [];
  const ids = new Map<string, number>();
  const place = Uint32Array.from(rows, ({ domain, app, stream }) => {
    const key = JSON.stringify([domain, app, stream]);
    if (!ids.has(key)) ids.set(key, places.push({ domain, app, stream }) - 1);
    return ids.get(key)!;
  });
  const column = (count: (row: LiveRow) => number) => BigUint64Array.from(rows, (row) => BigInt(count(row)));
  return {
    length: rows.length,
    places,
    place,
    minute: Uint32Array.from(rows, ({ minute }) => minute),
    counters: {
      play_bytes: column(({ playBytes }) => playBytes),
      publish_bytes: column(({ publishBytes }) => publishBytes),
      play_requests: column(({ playRequests }) => playRequests),
      peak_viewers: column(({ peakViewers }) => peakViewers),
    },
  };
}

/**
 * Of a segment's rows those that changed after a version: for a domain's sums, all rows of a minute of which one changed,
 * because the sum is sent whole.
 */
export function changedAfter(rows: readonly LiveRow[], version: number): { live: LiveRow[]; domain: LiveRow[] } {
  const live = rows.filter((row) => row.version > version);
  const minutes = new Set(live.map(({ domain, minute }) => `${minute} ${domain}`));
  return { live, domain: rows.filter(({ domain, minute }) => minutes.has(`${minute} ${domain}`)) };
}
