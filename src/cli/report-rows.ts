import type { PartTotals } from '../meter/part-meter.ts';
import { UsageTable } from '../meter/usage-table.ts';
import type { Count } from '../usage/count.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';

/** The lines of a report in their order: a domain in a bucket each. */
export interface ReportRows {
  readonly length: number;
  domain(line: number): string;
  /** Start of the bucket, Unix seconds. */
  start(line: number): number;
  /** A counter, by its place in COUNTERS, exact. */
  count(line: number, counter: number): Count;
}

/** What the whole of the logs gave. */
export interface ReportTotals {
  readonly table: UsageTable;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly unknownDurations: number;
  readonly bytesRead: number;
}

/** Adds the shares of all threads. */
export function sumTotals(shares: readonly PartTotals[], bucketSeconds: number): ReportTotals {
  const table = new UsageTable(bucketSeconds);
  const rejects: Rejects = {};
  const sums = { lines: 0, unknownDurations: 0, bytesRead: 0 };
  const largestFirst = [...shares].sort((a, b) => b.table.length - a.table.length);
  for (const share of largestFirst) {
    table.merge(share.table);
    sums.lines += share.lines;
    sums.unknownDurations += share.unknownDurations;
    sums.bytesRead += share.bytesRead;
    for (const [reason, count] of Object.entries(share.rejects) as [RejectReason, number][]) {
      rejects[reason] = (rejects[reason] ?? 0) + count;
    }
  }
  return { table, rejects, ...sums };
}

/** The rows sorted by domain (code units), then start. A row that is all zeros does not come into being. */
export function sortedRows(table: UsageTable): ReportRows {
  const order = sortedOrder(table);
  return {
    length: order.length,
    domain: (line) => table.domains[table.domain[order[line]!]!]!,
    start: (line) => table.bucket[order[line]!]!,
    count: (line, counter) => table.count(order[line]!, counter),
  };
}

/** Row numbers. Domain, bucket and row become one float, where it holds them exactly: floats are sorted natively. */
function sortedOrder(table: UsageTable): Uint32Array {
  const { length } = table;
  const rank = ranksOf(table.domains);
  const buckets = table.bucket.subarray(0, length);
  const first = buckets.reduce((least, bucket) => Math.min(least, bucket), Number.POSITIVE_INFINITY);
  const last = buckets.reduce((most, bucket) => Math.max(most, bucket), 0);
  const width = (last - first) / table.bucketSeconds + 1;
  if (!(rank.length * width * length < Number.MAX_SAFE_INTEGER)) return orderByComparing(table, rank);
  const keys = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const bucket = (buckets[row]! - first) / table.bucketSeconds;
    keys[row] = (rank[table.domain[row]!]! * width + bucket) * length + row;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => key - Math.floor(key / length) * length);
}

function orderByComparing({ length, domain, bucket }: UsageTable, rank: Uint32Array): Uint32Array {
  const order = Uint32Array.from({ length }, (_, row) => row);
  return order.sort((a, b) => rank[domain[a]!]! - rank[domain[b]!]! || bucket[a]! - bucket[b]!);
}

/** Each name's place in the sorted list. */
function ranksOf(names: readonly string[]): Uint32Array {
  const rank = new Uint32Array(names.length);
  const sorted = names.map((name, i) => ({ name, i })).sort((a, b) => (a.name < b.name ? -1 : 1));
  sorted.forEach(({ i }, place) => {
    rank[i] = place;
  });
  return rank;
}
