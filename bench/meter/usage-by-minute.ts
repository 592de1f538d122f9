import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { COUNTERS } from '../../src/usage/counters.ts';

/** What a program found: 'www.a.com 1763683200' -> its counters in their order, '3,4711,2,4000,1,711,0,3,0,0,0'. */
export type UsageByMinute = ReadonlyMap<string, string>;

/**
 * Reads rows of CSV: domain, start, the counters of Weir's report in its order. Weir's own header is passed over, quotes
 * around cells are taken off, and a start may be spelled as in the logs (21/Nov/2025:03:24, 2025-11-21T03:24, both UTC), as
 * in Weir's answers, or in Unix seconds: turning one into the other is not what is measured.
 */
export async function readUsageByMinute(path: string): Promise<UsageByMinute> {
  const usage = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(path, 'latin1') })) {
    if (line.startsWith('domain,start,')) continue;
    const row = line.replaceAll('"', '');
    const domainEnd = row.indexOf(',');
    const startEnd = row.indexOf(',', domainEnd + 1);
    const key = `${row.slice(0, domainEnd)} ${unixSeconds(row.slice(domainEnd + 1, startEnd))}`;
    if (usage.has(key)) throw new Error(`${key} has two rows`);
    usage.set(key, row.slice(startEnd + 1));
  }
  return usage;
}

const known = new Map<string, number>();

function unixSeconds(spelling: string): number {
  let seconds = known.get(spelling);
  if (seconds === undefined) {
    seconds = /^\d+$/.test(spelling) ? Number(spelling) : Date.parse(rfc3339(spelling)) / 1000;
    if (Number.isNaN(seconds)) throw new Error(`'${spelling}' is no start of a minute`);
    known.set(spelling, seconds);
  }
  return seconds;
}

/** '21/Nov/2025:03:24' and '2025-11-21T03:24' to the same; a complete time stays as it is. */
function rfc3339(spelling: string): string {
  const local = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d)$/.exec(spelling);
  if (local) return `${local[1]} ${local[2]} ${local[3]} ${local[4]}:00 GMT`;
  return /T\d\d:\d\d$/.test(spelling) ? `${spelling}:00Z` : spelling;
}

/** Undefined where both are the same, row by row; else what differs, for people. */
export function difference(truth: UsageByMinute, found: UsageByMinute): string | undefined {
  const keys = new Set([...truth.keys(), ...found.keys()]);
  const differing = [...keys].filter((key) => truth.get(key) !== found.get(key));
  const [first] = differing;
  if (first === undefined) return undefined;
  const [right, wrong] = [sums(truth), sums(found)];
  const totals = COUNTERS.flatMap((name, i) =>
    right[i] === wrong[i] ? [] : `${name} ${wrong[i]} instead of ${right[i]}`,
  );
  return [
    `${differing.length} of ${truth.size} rows differ, the first for ${first}:`,
    `  ${found.get(first) ?? 'no row'} instead of ${truth.get(first) ?? 'no row'} (${COUNTERS.join(', ')})`,
    `  in all: ${totals.join(', ') || 'the same totals'}`,
  ].join('\n');
}

function sums(usage: UsageByMinute): number[] {
  const totals = COUNTERS.map(() => 0);
  for (const counters of usage.values()) {
    counters.split(',').forEach((count, i) => {
      totals[i]! += Number(count);
    });
  }
  return totals;
}
