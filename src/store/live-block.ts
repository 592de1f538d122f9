import type { LiveRows } from '../usage/live-rows.ts';
import type { LedgerEntry, StoredSegment } from '../usage/usage-store.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { InsertBatch } from './insert-batches.ts';
import { nativeBlock } from './native-block.ts';
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

/** Rows by stream as a block of the table live_segments. */
export function liveBlock(batch: Batch): Buffer {
  return nativeBlock(batch, { columns: LIVE_COLUMNS, writers: WRITERS, rowBytes: 64 + 4 + 16 + 32 + 8 });
}

const WRITERS = {
  domain: (writer: ByteWriter, batch: Batch) => writeNames(writer, batch, 'domain'),
  app: (writer: ByteWriter, batch: Batch) => writeNames(writer, batch, 'app'),
  stream: (writer: ByteWriter, batch: Batch) => writeNames(writer, batch, 'stream'),
};

function writeNames(writer: ByteWriter, { runs }: Batch, name: 'domain' | 'app' | 'stream'): void {
  for (const { segment, from, to } of runs) {
    const { places, place } = segment.rows;
    for (let row = from; row < to; row++) writer.text(places[place[row]!]![name]);
  }
}
