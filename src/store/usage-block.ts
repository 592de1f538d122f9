import { COUNTERS } from '../usage/counters.ts';
import { ByteWriter } from './byte-writer.ts';
import type { InsertBatch } from './insert-batches.ts';
import { nativeBlock } from './native-block.ts';
import { USAGE_COLUMNS } from './schema.ts';

/** Usage rows as a block of the table usage_segments. */
export function usageBlock(batch: InsertBatch): Buffer {
  const writers = { domain: writeDomains, estimated: writeEstimated };
  return nativeBlock(batch, { columns: USAGE_COLUMNS, writers, rowBytes: ROW_BYTES });
}

const ROW_BYTES = 4 + 16 + 8 * COUNTERS.length + 1 + 8 + 24; // the last for a host name

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

function writeEstimated(writer: ByteWriter, { runs }: InsertBatch): void {
  for (const { segment, from, to } of runs) writer.values(segment.rows.estimated.subarray(from, to));
}
