import { COUNTERS } from '../usage/counters.ts';
import { LIVE_COUNTERS } from '../usage/live-rows.ts';

/**
 * The tables, as their columns are today; migrations.ts says how a store comes to have them.
 *
 *     usage_segments   one row a domain, minute and segment: the counters over the segment's bytes read so far
 *     live_segments    one row a stream of a domain, minute and segment: what live servers counted
 *     segments         one row a segment: what was metered and when, the ledger
 *     admin_records    one row a decision of an operator: a node's other name, usage that was removed
 *
 * Of the rows with one key the highest `version` counts (usage/segment.ts says why), which is ReplacingMergeTree's rule;
 * until a merge has thrown the others away FINAL ignores them.
 */
export interface Column {
  readonly name: string;
  /** The engine's type, as it stands in the table and in the head of a block. */
  readonly type: string;
}

export const USAGE_COLUMNS: readonly Column[] = [
  { name: 'domain', type: 'LowCardinality(String)' },
  { name: 'minute', type: "DateTime('UTC')" },
  { name: 'segment', type: 'FixedString(16)' },
  ...COUNTERS.map((name) => ({ name, type: 'UInt64' })),
  { name: 'estimated', type: 'UInt8' },
  { name: 'version', type: 'UInt64' },
];

export const LIVE_COLUMNS: readonly Column[] = [
  { name: 'domain', type: 'LowCardinality(String)' },
  { name: 'app', type: 'String' },
  { name: 'stream', type: 'String' },
  { name: 'minute', type: "DateTime('UTC')" },
  { name: 'segment', type: 'FixedString(16)' },
  ...LIVE_COUNTERS.map((name) => ({ name, type: 'UInt64' })),
  { name: 'version', type: 'UInt64' },
];

export const LEDGER_COLUMNS: readonly Column[] = [
  { name: 'segment', type: 'FixedString(16)' },
  { name: 'version', type: 'UInt64' },
  { name: 'node', type: 'String' },
  { name: 'stream', type: 'FixedString(16)' },
  { name: 'meter_hash', type: 'FixedString(16)' },
  { name: 'format', type: 'String' },
  { name: 'index', type: 'UInt32' },
  { name: 'generation', type: 'UInt32' },
  { name: 'bytes', type: 'UInt64' },
  { name: 'digest', type: 'FixedString(16)' },
  { name: 'path', type: 'String' },
  { name: 'lines', type: 'UInt64' },
  { name: 'rejects', type: 'Map(String, UInt64)' },
  { name: 'samples', type: 'Array(Tuple(reason String, offset UInt64, line String))' },
  { name: 'unknown_durations', type: 'UInt64' },
  { name: 'final', type: 'Bool' },
  { name: 'replacing', type: 'Bool' },
  { name: 'first_minute', type: "DateTime('UTC')" },
  { name: 'last_minute', type: "DateTime('UTC')" },
  { name: 'days', type: 'Map(Date, UInt64)' },
  { name: 'stored_at', type: "DateTime64(3, 'UTC')" },
];

export const RECORD_COLUMNS: readonly Column[] = [
  { name: 'kind', type: 'String' },
  { name: 'key', type: 'String' },
  { name: 'value', type: 'String' },
  { name: 'version', type: 'UInt64' },
];

/**
 * The newest row of every key. A key stays in its day's partition for ever (nothing but the minute decides it), so the
 * partitions need not be merged with each other.
 */
export const NEWEST_ROWS = 'do_not_merge_across_partitions_select_final = 1';

/** A dictionary column is written out as plain strings, which is what readNative understands. */
export const PLAIN_DOMAIN = 'CAST(domain AS String) AS host';
