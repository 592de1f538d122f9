import type { LiveCounter, LiveRows } from '../usage/live-rows.ts';
import { type LedgerEntry, type StoredSegment, storedVersion } from '../usage/usage-store.ts';
import { ByteWriter } from './byte-writer.ts';
import type { InsertBatch } from './insert-batches.ts';
import { LIVE_COLUMNS } from './schema.ts';

/** A segment's rows by stream, as insert-batches.ts cuts them. */
export interface LiveToInsert {
  readonly entry: LedgerEntry;
  readonly rows: LiveRows;
}

export function liveOf(segments: readonly StoredSegment[]): LiveToInsert[] {
  return segments.flatMap(({ entry, live }) => (live ? [{ entry, rows: live }] : []));
}

type Batch = InsertBatch<LiveToInsert>;

/** Rows by stream as one block of the Native format; usage-block.ts explains it. */
export function liveBlock(batch: Batch): Buffer {
  const writer = new ByteWriter(64 * 1024 + batch.length * TYPICAL_ROW_BYTES);
  writer.varint(LIVE_COLUMNS.length);
  writer.varint(batch.length);
  for (const { name, type } of LIVE_COLUMNS) {
    writer.text(name);
    writer.text(type === 'LowCardinality(String)' ? 'String' : type);
    const write = WRITERS[name];
    if (write) write(writer, batch);
    else writeCounter(writer, batch, name as LiveCounter);
  }
  return writer.bytes();
}

const TYPICAL_ROW_BYTES = 64 + 4 + 16 + 32 + 8;

/** Every column that is not a counter. */
const WRITERS: Readonly<Record<string, (writer: ByteWriter, batch: Batch) => void>> = {
  domain: (writer, batch) => writeNames(writer, batch, 'domain'),
  app: (writer, batch) => writeNames(writer, batch, 'app'),
  stream: (writer, batch) => writeNames(writer, batch, 'stream'),
  minute: writeMinutes,
  segment: writeSegments,
  version: writeVersions,
};

function writeNames(writer: ByteWriter, { runs }: Batch, name: 'domain' | 'app' | 'stream'): void {
  for (const { segment, from, to } of runs) {
    const { places, place } = segment.rows;
    for (let row = from; row < to; row++) writer.text(places[place[row]!]![name]);
  }
}

function writeMinutes(writer: ByteWriter, { runs }: Batch): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.minute.subarray(from, to));
}

function writeSegments(writer: ByteWriter, { runs }: Batch): void {
  for (const { segment, from, to } of runs) {
    const first = writer.hex128(segment.entry.segment);
    writer.repeat(first, 16, to - from);
  }
}

function writeCounter(writer: ByteWriter, { runs }: Batch, counter: LiveCounter): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.counters[counter].subarray(from, to));
}

function writeVersions(writer: ByteWriter, { runs }: Batch): void {
  for (const { segment, from, to } of runs) {
    const first = writer.uint64(storedVersion(segment.entry));
    writer.repeat(first, 8, to - from);
  }
}
