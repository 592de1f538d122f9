import { type LedgerEntry, storedVersion } from '../usage/usage-store.ts';
import { ByteWriter } from './byte-writer.ts';
import type { InsertBatch, RowsToInsert } from './insert-batches.ts';

/** A segment's rows with 64-bit counters by name. */
export interface SegmentRows extends RowsToInsert {
  readonly entry: LedgerEntry;
  readonly rows: RowsToInsert['rows'] & { readonly counters: Readonly<Record<string, BigUint64Array>> };
}

/** Writes one column's values, row by row. */
export type WriteColumn<Segment extends SegmentRows> = (writer: ByteWriter, batch: InsertBatch<Segment>) => void;

export interface BlockLayout<Segment extends SegmentRows> {
  /** The table's columns; what is neither written by `writers` nor in every block is a counter. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly writers: Readonly<Record<string, WriteColumn<Segment>>>;
  /** What a row takes, about: the block's first room. */
  readonly rowBytes: number;
}

/**
 * Writes rows of segments as one block of ClickHouse's Native format: columns one after the other, raw little-endian values,
 * strings with a varint length. The engine takes such a block about 20 times faster than rows as text (design).
 *
 *     17 columns, 2 rows | 'domain' 'String' <strings> | 'minute' "DateTime('UTC')" <8 bytes> | ...
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/Native.
 */
export function nativeBlock<Segment extends SegmentRows>(
  batch: InsertBatch<Segment>,
  { columns, writers, rowBytes }: BlockLayout<Segment>,
): Buffer {
  const writer = new ByteWriter(64 * 1024 + batch.length * rowBytes);
  writer.varint(columns.length);
  writer.varint(batch.length);
  for (const { name, type } of columns) {
    writer.text(name);
    // plain strings: the engine builds its own dictionary while it sorts
    writer.text(type === 'LowCardinality(String)' ? 'String' : type);
    const write = writers[name] ?? IN_EVERY_BLOCK[name];
    if (write) write(writer, batch);
    else writeCounter(writer, batch, name);
  }
  return writer.bytes();
}

const IN_EVERY_BLOCK: Readonly<Record<string, WriteColumn<SegmentRows>>> = {
  minute: (writer, { runs }) => {
    for (const { segment, from, to } of runs) writer.values(segment.rows.minute.subarray(from, to));
  },
  segment: (writer, { runs }) => {
    for (const { segment, from, to } of runs) {
      const first = writer.hex128(segment.entry.segment);
      writer.repeat(first, 16, to - from);
    }
  },
  version: (writer, { runs }) => {
    for (const { segment, from, to } of runs) {
      const first = writer.uint64(storedVersion(segment.entry));
      writer.repeat(first, 8, to - from);
    }
  },
};

function writeCounter(writer: ByteWriter, { runs }: InsertBatch<SegmentRows>, counter: string): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.counters[counter]!.subarray(from, to));
}
