import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Compression, compressionOf, fileCompression, MAGIC_BYTES } from './compression.ts';
import { gunzip } from './gunzip.ts';
import { LogReadError, logReadError } from './log-read-error.ts';
import { CHUNK_BYTES, readFile } from './read-file.ts';
import { unzstd } from './unzstd.ts';

export interface OpenLogOptions {
  /** Told with every chunk: bytes of the file read so far, still compressed, and its size (undefined for a pipe). */
  readonly onProgress?: (readBytes: number, totalBytes: number | undefined) => void;
  /** Told once, before the first chunk. */
  readonly onOpen?: (compression: Compression) => void;
  /** What a plain file is read into. */
  readonly into?: Buffer;
}

/**
 * A log's uncompressed bytes. In: a path, or '-' for standard input; out: chunks, read no faster than they are taken, so
 * memory stays flat however large the file and however well it was compressed. A chunk is valid until the next is asked for.
 *
 *     for await (const chunk of openLog('access.log.gz')) meter.push(chunk)
 *
 * gzip and zstd are known by their first bytes, never by the file's name. Throws LogReadError for a file that is not
 * there, is a folder or may not be read, and for compressed data that is damaged or ends too early.
 */
export async function* openLog(path: string, options: OpenLogOptions = {}): AsyncGenerator<Uint8Array> {
  let readBytes = 0;
  try {
    const totalBytes = path === '-' ? undefined : await sizeOf(path);
    if (totalBytes !== undefined && (await fileCompression(path)) === 'none') {
      options.onOpen?.('none');
      yield* counted(readFile(path, 0, options.into));
      return;
    }
    const source = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
    yield* decompressed(path, counted(source), options.onOpen);
    async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        readBytes += chunk.length;
        options.onProgress?.(readBytes, totalBytes);
        yield chunk;
      }
    }
  } catch (error) {
    throw logReadError(path, error, readBytes);
  }
}

/** A regular file's bytes from `start` on, as they are; chunks as openLog's. */
export async function* readPlain(path: string, start: number, into?: Buffer): AsyncGenerator<Uint8Array> {
  try {
    yield* readFile(path, start, into);
  } catch (error) {
    throw logReadError(path, error, start);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw new LogReadError(path, 'this is a folder; a log file is expected');
  return stats.isFile() ? stats.size : undefined;
}

async function* decompressed(
  path: string,
  chunks: AsyncGenerator<Uint8Array>,
  onOpen: OpenLogOptions['onOpen'],
): AsyncGenerator<Uint8Array> {
  const head = await firstBytes(chunks);
  const compression = compressionOf(head);
  onOpen?.(compression);
  yield* decompressors[compression](path, rejoined(head, chunks));
}

type Decompressor = (path: string, chunks: AsyncGenerator<Uint8Array>) => AsyncGenerator<Uint8Array>;

const decompressors: Readonly<Record<Compression, Decompressor>> = {
  none: (_, chunks) => chunks,
  gzip: (_, chunks) => gunzip(chunks),
  zstd: (path, chunks) => unzstd(path, chunks),
};

/** Enough of the file to tell its compression: a pipe may give it byte by byte. */
async function firstBytes(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MAGIC_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rejoined(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    yield* rest;
  } finally {
    await rest.return(undefined); // closes the file when the reader stops early
  }
}
