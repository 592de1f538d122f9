import { COUNTERS, type Counter } from '../usage/counters.ts';
import type { UsageRows } from '../usage/rows.ts';

/**
 * Of two meterings of the same segment, the rows of the longer one that the shorter one did not have in that form. An open
 * segment is sent every few seconds: a day of rows would be stored again for the sake of the three that grew.
 *
 *     before  www.a.com 12:00 -> 10 bytes      after  www.a.com 12:00 -> 10 bytes,  12:01 -> 7 bytes
 *     changedRows(before, after)               // www.a.com 12:01 -> 7 bytes
 */
export function changedRows(before: UsageRows | undefined, after: UsageRows): UsageRows {
  if (!before) return after;
  const known = placesOf(before);
  const changed: number[] = [];
  for (let i = 0; i < after.length; i++) {
    const place = known.get(after.domains[after.domain[i]!]!)?.get(after.minute[i]!);
    if (place === undefined || !isSameRow(before, place, after, i)) changed.push(i);
  }
  return pick(after, changed);
}

/** domain -> minute -> row. */
function placesOf(rows: UsageRows): Map<string, Map<number, number>> {
  const minutes = rows.domains.map(() => new Map<number, number>());
  for (let i = 0; i < rows.length; i++) minutes[rows.domain[i]!]!.set(rows.minute[i]!, i);
  return new Map(rows.domains.map((domain, i) => [domain, minutes[i]!]));
}

function isSameRow(a: UsageRows, i: number, b: UsageRows, j: number): boolean {
  return COUNTERS.every((name) => a.counters[name][i] === b.counters[name][j]) && a.estimated[i] === b.estimated[j];
}

function pick(rows: UsageRows, places: readonly number[]): UsageRows {
  const columns = COUNTERS.map((name) => [name, BigUint64Array.from(places, (i) => rows.counters[name][i]!)]);
  return {
    length: places.length,
    domains: rows.domains,
    domain: Uint32Array.from(places, (i) => rows.domain[i]!),
    minute: Uint32Array.from(places, (i) => rows.minute[i]!),
    counters: Object.fromEntries(columns) as Record<Counter, BigUint64Array>,
    estimated: Uint8Array.from(places, (i) => rows.estimated[i]!),
  };
}
