import type { RejectReason, RejectSample, Rejects } from '../usage/segment.ts';
import { type LedgerEntry, storedVersion } from '../usage/usage-store.ts';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { LEDGER_COLUMNS } from './schema.ts';

/**
 * Ledger entries as rows of ClickHouse's RowBinary: value after value in the order of LEDGER_COLUMNS, lists as a varint
 * length and their items. A row format, because an entry is read and written whole.
 *
 *     ledgerBlock([entry])            // names, types, rows: for INSERT ... FORMAT RowBinaryWithNamesAndTypes
 *     ledgerEntries(bytes)            // of ledgerQuery() FORMAT RowBinary
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/RowBinary.
 */
export function ledgerBlock(entries: readonly LedgerEntry[]): Buffer {
  const writer = new ByteWriter(64 * 1024);
  writer.varint(LEDGER_COLUMNS.length);
  for (const { name } of LEDGER_COLUMNS) writer.text(name);
  for (const { type } of LEDGER_COLUMNS) writer.text(type);
  for (const entry of entries) writeEntry(writer, entry);
  return writer.bytes();
}

export function ledgerQuery(): string {
  return `SELECT ${LEDGER_COLUMNS.map(({ name }) => `\`${name}\``).join(', ')} FROM segments FINAL`;
}

export function ledgerEntries(bytes: Uint8Array): LedgerEntry[] {
  const reader = new ByteReader(bytes);
  const entries: LedgerEntry[] = [];
  while (!reader.done) entries.push(readEntry(reader));
  return entries;
}

function writeEntry(writer: ByteWriter, entry: LedgerEntry): void {
  writer.hex128(entry.segment);
  writer.uint64(storedVersion(entry));
  writer.text(entry.node);
  writer.hex128(entry.stream);
  writer.hex128(entry.meterHash);
  writer.text(entry.format);
  writer.uint32(entry.index);
  writer.uint32(entry.generation);
  writer.uint64(entry.bytes);
  writer.hex128(entry.digest);
  writer.text(entry.path);
  writer.uint64(entry.lines);
  writeRejects(writer, entry.rejects);
  writeSamples(writer, entry.samples);
  writer.uint64(entry.unknownDurations);
  writer.uint8(entry.final ? 1 : 0);
  writer.uint8(entry.replacing ? 1 : 0);
  writer.uint32(entry.firstMinute);
  writer.uint32(entry.lastMinute);
  writeDays(writer, entry.days);
  writer.uint64(entry.storedAt);
}

/** Mirrors writeEntry line by line. */
function readEntry(reader: ByteReader): LedgerEntry {
  const segment = reader.hex128();
  reader.uint53(); // the version, which generation and bytes say again
  return {
    segment,
    node: reader.text(),
    stream: reader.hex128(),
    meterHash: reader.hex128(),
    format: reader.text(),
    index: reader.uint32(),
    generation: reader.uint32(),
    bytes: reader.uint53(),
    digest: reader.hex128(),
    path: reader.text(),
    lines: reader.uint53(),
    rejects: readRejects(reader),
    samples: readSamples(reader),
    unknownDurations: reader.uint53(),
    final: reader.uint8() === 1,
    replacing: reader.uint8() === 1,
    firstMinute: reader.uint32(),
    lastMinute: reader.uint32(),
    days: readDays(reader),
    storedAt: reader.uint53(),
  };
}

function writeRejects(writer: ByteWriter, rejects: Rejects): void {
  const counted = Object.entries(rejects);
  writer.varint(counted.length);
  for (const [reason, count] of counted) {
    writer.text(reason);
    writer.uint64(count);
  }
}

function readRejects(reader: ByteReader): Rejects {
  const rejects: Rejects = {};
  for (let left = reader.varint(); left > 0; left--) rejects[reader.text() as RejectReason] = reader.uint53();
  return rejects;
}

function writeSamples(writer: ByteWriter, samples: readonly RejectSample[]): void {
  writer.varint(samples.length);
  for (const { reason, offset, line } of samples) {
    writer.text(reason);
    writer.uint64(offset);
    writer.text(line);
  }
}

function readSamples(reader: ByteReader): RejectSample[] {
  return Array.from({ length: reader.varint() }, () => ({
    reason: reader.text() as RejectReason,
    offset: reader.uint53(),
    line: reader.text(),
  }));
}

function writeDays(writer: ByteWriter, days: ReadonlyMap<number, number>): void {
  writer.varint(days.size);
  for (const [day, version] of days) {
    writer.uint16(day);
    writer.uint64(version);
  }
}

function readDays(reader: ByteReader): Map<number, number> {
  const days = new Map<number, number>();
  for (let left = reader.varint(); left > 0; left--) {
    const day = reader.uint16();
    days.set(day, reader.uint53());
  }
  return days;
}
