import type { AdminRecord } from '../../src/usage/admin-record.ts';
import type { BucketQuery, BucketRows } from '../../src/usage/buckets.ts';
import { countColumn, toCount } from '../../src/usage/count.ts';
import { COUNTERS, type Counter } from '../../src/usage/counters.ts';
import type { LiveQuery } from '../../src/usage/live-query.ts';
import { LIVE_COUNTERS, type LiveCounter, type LivePlace } from '../../src/usage/live-rows.ts';
import type { SelectionTotals, UsageSelection } from '../../src/usage/selection.ts';
import type { HostQuery, LedgerEntry, SegmentKeys, StoredSegment, UsageStore } from '../../src/usage/usage-store.ts';
import { storedVersion } from '../../src/usage/usage-store.ts';

/**
 * A UsageStore in plain maps: the model that the real stores are compared with, and a store for tests that are about
 * something else. Nothing is clever here on purpose; every law of the interface can be read off the code.
 *
 *     const store = memoryStore();
 *     await store.put([{ entry, rows }]);
 *     await store.buckets({ spans: [{ domain: 'www.a.com', start: 0, end: 300 }], step: 300, ... });
 */
export function memoryStore(): UsageStore {
  const usage: Usage = new Map();
  const live: LiveUsage = new Map();
  const entries = new Map<string, LedgerEntry>();
  const records = new Map<string, AdminRecord>();
  return {
    async put(segments) {
      for (const segment of segments) keepRows(usage, segment);
      for (const segment of segments) keepLive(live, segment);
      for (const { entry } of segments) {
        const known = entries.get(entry.segment);
        if (!known || storedVersion(entry) >= storedVersion(known)) entries.set(entry.segment, entry);
      }
    },
    buckets: async (query) => bucketRows(query, sums(usage, query)),
    async liveBuckets(query) {
      const found = peaks(minutes(live, query), (minute) => String(minute - (minute % query.step)));
      const sorted = [...found].sort(([a], [b]) => Number(a) - Number(b));
      const start = Uint32Array.from(sorted, ([key]) => Number(key));
      return { length: start.length, start, counters: liveColumns(sorted.map(([, sums]) => sums)) };
    },
    async topStreams({ limit, ...query }) {
      const found = [...streamsOf(live, query.domain)].map((place) => {
        const [sums = NO_LIVE] = peaks(minutes(live, { ...query, ...place }), () => '').values();
        return { place: { app: place.app, stream: place.stream }, sums };
      });
      const used = found.filter(({ sums }) => sums.some((count) => count > 0n));
      used.sort(({ sums: [a], place: p }, { sums: [b], place: q }) => {
        return Number(b! - a!) || byCodePoints(p.app, q.app) || byCodePoints(p.stream, q.stream);
      });
      const top = used.slice(0, limit);
      return {
        length: top.length,
        streams: top.map(({ place }) => place),
        counters: liveColumns(top.map(({ sums }) => sums)),
      };
    },
    hosts: async (query) => [...usage.keys()].filter((host) => hasUsage(usage, host, query)).sort(byCodePoints),
    segmentKeys: async (segment, days) => segmentKeys(usage, segment, new Set(days)),
    selectionTotals: async (selection) => totalsOf(selected(usage, selection)),
    async zeroRows(selection) {
      const found = selected(usage, selection);
      const totals = totalsOf(found);
      for (const { bySegment, segment, row } of found) if (isUsed(row)) bySegment.set(segment, zeroed(row));
      for (const row of live.values()) if (isSelected(row, selection)) zeroLive(row);
      return totals;
    },
    records: async (kind) =>
      [...records.values()].filter((record) => record.kind === kind).sort((a, b) => byCodePoints(a.key, b.key)),
    async putRecord(record) {
      const known = records.get(`${record.kind}\0${record.key}`);
      if (!known || known.version <= record.version) records.set(`${record.kind}\0${record.key}`, record);
    },
    ledger: async () => [...entries.values()],
    ping: async () => {},
    close: async () => {},
  };
}

/** A stream's minute in a segment. */
interface LiveRow extends LivePlace {
  readonly minute: number;
  readonly segment: string;
  version: number;
  counts: readonly bigint[]; // in the order of LIVE_COUNTERS
}

type LiveUsage = Map<string, LiveRow>;

const NO_LIVE: readonly bigint[] = LIVE_COUNTERS.map(() => 0n);

function keepLive(live: LiveUsage, { entry, live: rows }: StoredSegment): void {
  const version = storedVersion(entry);
  for (let i = 0; i < (rows?.length ?? 0); i++) {
    const place = rows!.places[rows!.place[i]!]!;
    const minute = rows!.minute[i]!;
    const key = JSON.stringify([place, minute, entry.segment]);
    if ((live.get(key)?.version ?? 0) > version) continue;
    const counts = LIVE_COUNTERS.map((name) => rows!.counters[name][i]!);
    live.set(key, { ...place, minute, segment: entry.segment, version, counts });
  }
}

function* streamsOf(live: LiveUsage, domain: string): Generator<LivePlace> {
  const seen = new Set<string>();
  for (const row of live.values()) {
    const key = JSON.stringify([row.app, row.stream]);
    if (row.domain === domain && !seen.has(key)) yield { domain, app: row.app, stream: row.stream };
    seen.add(row.domain === domain ? key : '');
  }
}

/** Minute -> sums over streams and segments. */
function minutes(live: LiveUsage, { domain, app, stream, start, end }: Omit<LiveQuery, 'step'>): Map<number, bigint[]> {
  const sums = new Map<number, bigint[]>();
  for (const row of live.values()) {
    const isAsked = row.domain === domain && row.app === (app ?? row.app) && row.stream === (stream ?? row.stream);
    if (!isAsked || row.minute < start || row.minute >= end) continue;
    const sum = getOrSet(sums, row.minute, () => [...NO_LIVE]);
    row.counts.forEach((count, i) => {
      sum[i]! += count;
    });
  }
  return sums;
}

/** Sums over minutes; of viewers the most. */
function peaks(
  byMinute: ReadonlyMap<number, readonly bigint[]>,
  keyOf: (minute: number) => string,
): Map<string, bigint[]> {
  const peak = LIVE_COUNTERS.indexOf('peak_viewers');
  const found = new Map<string, bigint[]>();
  for (const [minute, counts] of byMinute) {
    const sum = getOrSet(found, keyOf(minute), () => [...NO_LIVE]);
    counts.forEach((count, i) => {
      if (i !== peak) sum[i]! += count;
      else if (count > sum[i]!) sum[i] = count;
    });
  }
  return found;
}

function liveColumns(rows: readonly (readonly bigint[])[]): Record<LiveCounter, ReturnType<typeof countColumn>> {
  const columns = LIVE_COUNTERS.map((name, i) => [name, countColumn(BigUint64Array.from(rows, (row) => row[i]!))]);
  return Object.fromEntries(columns) as Record<LiveCounter, ReturnType<typeof countColumn>>;
}

function isSelected(row: LiveRow, { domain, start, end, segments }: UsageSelection): boolean {
  const isInRange = row.domain === domain && row.minute >= start && row.minute < end;
  return isInRange && (segments?.includes(row.segment) ?? true) && row.counts.some((count) => count > 0n);
}

function zeroLive(row: LiveRow): void {
  row.version++;
  row.counts = NO_LIVE;
}

interface Row {
  readonly version: number;
  readonly counts: readonly bigint[]; // in the order of COUNTERS
  readonly estimated: number;
}

/** domain -> minute -> segment -> the newest row. */
type Usage = Map<string, Map<number, Map<string, Row>>>;

function keepRows(usage: Usage, { entry, rows }: StoredSegment): void {
  const version = storedVersion(entry);
  for (let i = 0; i < rows.length; i++) {
    const minutes = getOrSet(usage, rows.domains[rows.domain[i]!]!, () => new Map<number, Map<string, Row>>());
    const bySegment = getOrSet(minutes, rows.minute[i]!, () => new Map<string, Row>());
    const known = bySegment.get(entry.segment);
    if (known && known.version > version) continue;
    const counts = COUNTERS.map((counter) => rows.counters[counter][i]!);
    bySegment.set(entry.segment, { version, counts, estimated: rows.estimated[i]! });
  }
}

interface Sum {
  readonly domain: number;
  readonly start: number;
  readonly counts: bigint[];
  estimated: number;
}

function sums(usage: Usage, { spans, step, merged }: BucketQuery): Sum[] {
  const found = new Map<string, Sum>();
  spans.forEach(({ domain, start, end }) => {
    const index = merged ? 0 : spans.findIndex((span) => span.domain === domain);
    for (const [minute, bySegment] of usage.get(domain) ?? []) {
      if (minute < start || minute >= end) continue;
      const bucket = minute - (minute % step);
      const empty = () => ({ domain: index, start: bucket, counts: COUNTERS.map(() => 0n), estimated: 0 });
      for (const row of bySegment.values()) addRow(getOrSet(found, `${index} ${bucket}`, empty), row);
    }
  });
  return [...found.values()].sort((a, b) => a.domain - b.domain || a.start - b.start);
}

function addRow(sum: Sum, row: Row): void {
  for (let i = 0; i < COUNTERS.length; i++) sum.counts[i]! += row.counts[i]!;
  sum.estimated |= row.estimated;
}

function bucketRows(query: BucketQuery, found: readonly Sum[]): BucketRows {
  const column = (counter: Counter) => found.map((sum) => sum.counts[COUNTERS.indexOf(counter)]!);
  return {
    length: found.length,
    domain: Uint32Array.from(found, (sum) => sum.domain),
    start: Uint32Array.from(found, (sum) => sum.start),
    counters: Object.fromEntries(query.counters.map((name) => [name, countColumn(BigUint64Array.from(column(name)))])),
    estimated: Uint8Array.from(found, (sum) => sum.estimated),
  };
}

function hasUsage(usage: Usage, host: string, { start, end, suffixes }: HostQuery): boolean {
  if (suffixes && !suffixes.some((suffix) => host.endsWith(suffix))) return false;
  for (const [minute, bySegment] of usage.get(host) ?? []) {
    if (minute < start || minute >= end) continue;
    for (const row of bySegment.values()) if (row.counts.some((count) => count > 0n)) return true;
  }
  return false;
}

function segmentKeys(usage: Usage, segment: string, days: ReadonlySet<number>): SegmentKeys {
  const keys: { domain: string; minute: number; version: number }[] = [];
  for (const [domain, minutes] of usage) {
    for (const [minute, bySegment] of minutes) {
      const row = bySegment.get(segment);
      if (row && days.has(Math.floor(minute / 86_400))) keys.push({ domain, minute, version: row.version });
    }
  }
  const domains = [...new Set(keys.map(({ domain }) => domain))].sort(byCodePoints);
  return {
    domains,
    domain: Uint32Array.from(keys, ({ domain }) => domains.indexOf(domain)),
    minute: Uint32Array.from(keys, ({ minute }) => minute),
    version: Math.max(0, ...keys.map(({ version }) => version)),
  };
}

interface SelectedRow {
  readonly bySegment: Map<string, Row>;
  readonly segment: string;
  readonly row: Row;
}

function selected(usage: Usage, { domain, start, end, segments }: UsageSelection): SelectedRow[] {
  const found: SelectedRow[] = [];
  for (const [minute, bySegment] of usage.get(domain) ?? []) {
    if (minute < start || minute >= end) continue;
    for (const [segment, row] of bySegment) {
      if (!segments || segments.includes(segment)) found.push({ bySegment, segment, row });
    }
  }
  return found;
}

function totalsOf(found: readonly SelectedRow[]): SelectionTotals {
  const sum = (counter: Counter) => found.reduce((sum, { row }) => sum + row.counts[COUNTERS.indexOf(counter)]!, 0n);
  return {
    rows: found.filter(({ row }) => isUsed(row)).length,
    requests: toCount(sum('requests')),
    bytes: toCount(sum('bytes')),
    segments: [...new Set(found.map(({ segment }) => segment))].sort(),
  };
}

function isUsed({ counts, estimated }: Row): boolean {
  return estimated > 0 || counts.some((count) => count > 0n);
}

function zeroed({ version }: Row): Row {
  return { version: version + 1, counts: COUNTERS.map(() => 0n), estimated: 0 };
}

/** UTF-8's order: unlike JavaScript's own, it puts U+10000 above U+FFFF. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function getOrSet<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
