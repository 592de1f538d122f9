import { COUNTERS, type Counter } from '../usage/counters.ts';
import { storedVersion } from '../usage/usage-store.ts';
import { ByteWriter } from './byte-writer.ts';
import type { InsertBatch } from './insert-batches.ts';
import { USAGE_COLUMNS } from './schema.ts';

/**
 * Writes usage rows as one block of ClickHouse's Native format: columns one after the other, raw little-endian values,
 * strings with a varint length. The engine takes such a block about 20 times faster than rows as text (design).
 *
 *     17 columns, 2 rows | 'domain' 'String' <strings> | 'minute' "DateTime('UTC')" <8 bytes> | ...
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/Native.
 */
export function usageBlock(batch: InsertBatch): Buffer {
  const writer = new ByteWriter(64 * 1024 + batch.length * TYPICAL_ROW_BYTES);
  writer.varint(USAGE_COLUMNS.length);
  writer.varint(batch.length);
  for (const { name, type } of USAGE_COLUMNS) {
    writer.text(name);
    // plain strings: the engine builds its own dictionary while it sorts
    writer.text(type === 'LowCardinality(String)' ? 'String' : type);
    const write = WRITERS[name];
    if (write) write(writer, batch);
    else writeCounter(writer, batch, name as Counter);
  }
  return writer.bytes();
}

const TYPICAL_ROW_BYTES = 4 + 16 + 8 * COUNTERS.length + 1 + 8 + 24; // the last for a host name

/** Every column that is not a counter. */
const WRITERS: Readonly<Record<string, (writer: ByteWriter, batch: InsertBatch) => void>> = {
  domain: writeDomains,
  minute: writeMinutes,
  segment: writeSegments,
  estimated: writeEstimated,
  version: writeVersions,
};

function writeDomains(writer: ByteWriter, { runs }: InsertBatch): void {
  const known = new Map<readonly string[], Buffer[]>(); // a segment cut into many runs is encoded once
  for (const { segment, from, to } of runs) {
    const { domains, domain } = segment.rows;
    const encoded = known.get(domains) ?? domains.map(encodedText);
    known.set(domains, encoded);
    for (let row = from; row < to; row++) writer.raw(encoded[domain[row]!]!);
  }
}

function encodedText(text: string): Buffer {
  const writer = new ByteWriter(text.length + 8);
  writer.text(text);
  return writer.bytes();
}

function writeMinutes(writer: ByteWriter, { runs }: InsertBatch): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.minute.subarray(from, to));
}

function writeSegments(writer: ByteWriter, { runs }: InsertBatch): void {
  for (const { segment, from, to } of runs) {
    const first = writer.hex128(segment.entry.segment);
    writer.repeat(first, 16, to - from);
  }
}

function writeCounter(writer: ByteWriter, { runs }: InsertBatch, counter: Counter): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.counters[counter].subarray(from, to));
}

function writeEstimated(writer: ByteWriter, { runs }: InsertBatch): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.estimated.subarray(from, to));
}

function writeVersions(writer: ByteWriter, { runs }: InsertBatch): void {
  for (const { segment, from, to } of runs) {
    const first = writer.uint64(storedVersion(segment.entry));
    writer.repeat(first, 8, to - from);
  }
}
