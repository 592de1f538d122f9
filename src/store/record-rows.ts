import type { AdminRecord } from '../usage/admin-record.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { RECORD_COLUMNS } from './schema.ts';
import { quoted } from './sql-text.ts';

/**
 * Operators' records as rows of RowBinary, as ledger-rows.ts does with the ledger's entries.
 *
 *     recordBlock(record)        // names, types, one row: for INSERT ... FORMAT RowBinaryWithNamesAndTypes
 *     recordsOf(bytes)           // of recordsQuery(kind) FORMAT RowBinary
 */
export function recordBlock({ kind, key, value, version }: AdminRecord): Buffer {
  const writer = new ByteWriter();
  writer.varint(RECORD_COLUMNS.length);
  for (const { name } of RECORD_COLUMNS) writer.text(name);
  for (const { type } of RECORD_COLUMNS) writer.text(type);
  for (const text of [kind, key, value]) writer.text(text);
  writer.uint64(version);
  return writer.bytes();
}

export function recordsQuery(kind: string): string {
  const columns = RECORD_COLUMNS.map(({ name }) => `\`${name}\``).join(', ');
  return `SELECT ${columns} FROM admin_records FINAL WHERE kind = ${quoted(kind)} ORDER BY key`;
}

export function recordsOf(bytes: Uint8Array): AdminRecord[] {
  const reader = new ByteReader(bytes);
  const records: AdminRecord[] = [];
  while (!reader.done) {
    records.push({ kind: reader.text(), key: reader.text(), value: reader.text(), version: reader.uint53() });
  }
  return records;
}
