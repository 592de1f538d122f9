/**
 * What the store needs of a database that speaks ClickHouse's SQL. Two kinds exist: the engine inside this process
 * (chdb.ts) and a server behind HTTP. Everything else in this folder is written against this interface, so both run the
 * same statements and read the same bytes.
 *
 *     await engine.insert('usage_segments', 'Native', block);
 *     const bytes = await engine.read('SELECT count() FROM usage_segments', 'Native');
 *
 * Table names stand alone: the engine knows its database. Every method rejects with a StoreError.
 */
export interface SqlEngine {
  /** A statement without an answer. Writes run one after the other. */
  execute(sql: string): Promise<void>;
  /** A question's answer in a binary format. Sees every write that was acknowledged before. */
  read(sql: string, format: ReadFormat): Promise<Uint8Array>;
  /** Adds a block of rows; resolves once they are on disk (fsync). */
  insert(table: string, format: InsertFormat, block: Uint8Array): Promise<void>;
  /** Waits for what runs, then lets go of everything. Safe to repeat. */
  close(): Promise<void>;
}

export type ReadFormat = 'Native' | 'RowBinary';

/** Formats that carry the names and types of their columns, so an insert needs nothing besides the bytes. */
export type InsertFormat = 'Native' | 'RowBinaryWithNamesAndTypes';
