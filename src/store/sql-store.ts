import type { BucketQuery, BucketRows } from '../usage/buckets.ts';
import type { HostQuery, SegmentKeys, StoredSegment, UsageStore } from '../usage/usage-store.ts';
import { bucketRows } from './bucket-answer.ts';
import { bucketStatements } from './bucket-queries.ts';
import { seenHosts, usedHosts } from './host-queries.ts';
import { insertBatches } from './insert-batches.ts';
import { ledgerBlock, ledgerEntries, ledgerQuery } from './ledger-rows.ts';
import { liveBlock, liveOf } from './live-block.ts';
import { liveBucketsAnswer, liveBucketsQuery, topStreamsAnswer, topStreamsQuery } from './live-queries.ts';
import { readNative } from './native-read.ts';
import { recordBlock, recordsOf, recordsQuery } from './record-rows.ts';
import { segmentKeysAnswer, segmentKeysQuery } from './segment-queries.ts';
import { selectionTotals, zeroRows } from './selection.ts';
import type { SqlEngine } from './sql-engine.ts';
import { usageBlock } from './usage-block.ts';

export interface SqlStoreOptions {
  /** A question that runs longer fails with StoreError('timeout'). Seconds; default 30. */
  readonly timeoutSeconds?: number;
}

/**
 * The UsageStore over any engine that speaks ClickHouse's SQL and has the tables (migrations.ts).
 *
 *     put       usage rows as Native blocks, then ledger entries: what the ledger names, the tables hold
 *     buckets   one GROUP BY over the newest rows, read as columns
 */
export function sqlStore(engine: SqlEngine, { timeoutSeconds = 30 }: SqlStoreOptions = {}): UsageStore {
  // the engine's own limit, because giving up waiting would leave the query running
  const limits = `max_execution_time = ${timeoutSeconds}`;
  const puts = oneAfterTheOther();
  return {
    put: (segments) => puts(() => put(engine, segments)),
    buckets: (query) => buckets(engine, query, limits),
    liveBuckets: async (query) => liveBucketsAnswer(await engine.read(liveBucketsQuery(query, limits), 'Native')),
    topStreams: async (query) => topStreamsAnswer(await engine.read(topStreamsQuery(query, limits), 'Native')),
    hosts: (query) => hosts(engine, query, limits),
    segmentKeys: (segment, days) => segmentKeys(engine, segment, [...days], limits),
    selectionTotals: (selection) => selectionTotals(engine, selection, limits),
    zeroRows: (selection) => puts(() => zeroRows(engine, selection, limits)),
    records: async (kind) => recordsOf(await engine.read(recordsQuery(kind), 'RowBinary')),
    putRecord: (record) => engine.insert('admin_records', 'RowBinaryWithNamesAndTypes', recordBlock(record)),
    ledger: async () => ledgerEntries(await engine.read(ledgerQuery(), 'RowBinary')),
    ping: async () => void (await engine.read(`SELECT 1 SETTINGS ${limits}`, 'Native')),
    close: () => puts(() => engine.close()),
  };
}

/** Runs tasks in the order given; one that fails does not stop the next. */
function oneAfterTheOther(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}

async function put(engine: SqlEngine, segments: readonly StoredSegment[]): Promise<void> {
  for (const batch of insertBatches(segments)) {
    await engine.insert('usage_segments', 'Native', usageBlock(batch));
  }
  for (const batch of insertBatches(liveOf(segments))) await engine.insert('live_segments', 'Native', liveBlock(batch));
  if (segments.length === 0) return;
  const entries = segments.map(({ entry }) => entry);
  await engine.insert('segments', 'RowBinaryWithNamesAndTypes', ledgerBlock(entries));
}

async function buckets(engine: SqlEngine, query: BucketQuery, limits: string): Promise<BucketRows> {
  const answers = bucketStatements(query, limits).map(async (statement) => ({
    statement,
    bytes: await engine.read(statement.sql, 'Native'),
  }));
  return bucketRows(query, await Promise.all(answers));
}

async function hosts(engine: SqlEngine, query: HostQuery, limits: string): Promise<string[]> {
  const seen = readNative(await engine.read(seenHosts(query, limits), 'Native'));
  const { values } = seen.strings('host');
  const hasRequests = seen.uint8('has_requests');
  const quiet = usedHosts(
    query,
    values.filter((_, i) => hasRequests[i] === 0),
    limits,
  );
  const answers = await Promise.all(quiet.map((sql) => engine.read(sql, 'Native')));
  const used = new Set(answers.flatMap((bytes) => readNative(bytes).strings('host').values));
  return values.filter((host, i) => hasRequests[i] === 1 || used.has(host));
}

async function segmentKeys(
  engine: SqlEngine,
  segment: string,
  days: readonly number[],
  limits: string,
): Promise<SegmentKeys> {
  if (days.length === 0) return { domains: [], domain: new Uint32Array(), minute: new Uint32Array(), version: 0 };
  return segmentKeysAnswer(await engine.read(segmentKeysQuery(segment, days, limits), 'Native'));
}
