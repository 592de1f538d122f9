import { ByteReader } from './byte-reader.ts';

/**
 * Reads ClickHouse's Native format, a list of blocks of columns: a month of a domain becomes typed arrays by copying,
 * where a row format would be read value by value and JSON parsed (design: ~10 ms more a month).
 *
 *     const answer = readNative(bytes);     // of SELECT toUInt32(minute) AS start, sum(bytes) AS sum ...
 *     answer.uint32('start')                // Uint32Array
 *     answer.uint64('sum')                  // BigUint64Array
 *
 * Source: https://clickhouse.com/docs/interfaces/formats/Native.
 */
export interface NativeAnswer {
  readonly length: number;
  uint8(name: string): Uint8Array<ArrayBuffer>;
  uint32(name: string): Uint32Array<ArrayBuffer>;
  uint64(name: string): BigUint64Array<ArrayBuffer>;
  strings(name: string): TextRuns;
}

/** A column of strings in which many rows repeat the one before: rows [ends[i - 1], ends[i]) hold values[i]. */
export interface TextRuns {
  readonly values: string[];
  readonly ends: number[];
}

export function readNative(bytes: Uint8Array): NativeAnswer {
  const reader = new ByteReader(bytes);
  const columns = new Map<string, ColumnPieces>();
  let length = 0;
  while (!reader.done) length += readBlock(reader, columns, length);
  for (const column of columns.values()) column.pieces = [joined(column.pieces)];
  return {
    length,
    uint8: (name) => fixed(columns, name, 'UInt8'),
    uint32: (name) => new Uint32Array(fixed(columns, name, 'UInt32').buffer),
    uint64: (name) => new BigUint64Array(fixed(columns, name, 'UInt64').buffer),
    strings: (name) => columnOf(columns, name, 'String')?.runs ?? { values: [], ends: [] },
  };
}

interface ColumnPieces {
  readonly type: string;
  /** The blocks' raw values; unused by strings. */
  pieces: Uint8Array<ArrayBuffer>[];
  readonly runs: TextRuns;
}

const WIDTHS: Readonly<Record<string, number>> = { UInt8: 1, UInt32: 4, UInt64: 8 };

function readBlock(reader: ByteReader, columns: Map<string, ColumnPieces>, rowsBefore: number): number {
  const count = reader.varint();
  const rows = reader.varint();
  for (let i = 0; i < count; i++) {
    const name = reader.text();
    const type = reader.text();
    const column = columns.get(name) ?? { type, pieces: [], runs: { values: [], ends: [] } };
    columns.set(name, column);
    if (type === 'String') readRuns(reader, rows, rowsBefore, column.runs);
    else column.pieces.push(reader.copy(rows * widthOf(name, type)));
  }
  return rows;
}

function widthOf(name: string, type: string): number {
  const width = WIDTHS[type];
  if (width === undefined) throw new TypeError(`column ${name} is ${type}; ask for String, UInt8, UInt32 or UInt64`);
  return width;
}

function readRuns(reader: ByteReader, rows: number, rowsBefore: number, { values, ends }: TextRuns): void {
  let last: Buffer | undefined;
  for (let row = rowsBefore + 1; row <= rowsBefore + rows; row++) {
    const bytes = reader.view(reader.varint());
    if (last?.equals(bytes)) ends[ends.length - 1] = row;
    else {
      values.push(bytes.toString());
      ends.push(row);
      last = bytes;
    }
  }
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function fixed(columns: ReadonlyMap<string, ColumnPieces>, name: string, type: string): Uint8Array<ArrayBuffer> {
  return columnOf(columns, name, type)?.pieces[0] ?? new Uint8Array(0);
}

/** An answer without rows has no blocks, hence no columns. */
function columnOf(columns: ReadonlyMap<string, ColumnPieces>, name: string, type: string): ColumnPieces | undefined {
  const column = columns.get(name);
  if (column ? column.type !== type : columns.size > 0) {
    throw new TypeError(`the answer has ${column ? column.type : 'no column'} ${name}, expected ${type}`);
  }
  return column;
}
