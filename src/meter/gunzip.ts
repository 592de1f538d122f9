import { Readable, type TransformOptions } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type ZlibOptions } from 'node:zlib';

const OUTPUT_BYTES = 256 * 1024; // the default of 16 KiB inflates at a fraction of the speed
/** Chunks that are inflated, in a thread of their own, while the one before them is metered. */
const CHUNKS_AHEAD = 4;
const OPTIONS: ZlibOptions & TransformOptions = {
  chunkSize: OUTPUT_BYTES,
  readableObjectMode: true, // else chunks that wait are joined, which copies them
  readableHighWaterMark: CHUNKS_AHEAD,
};

/** Inflates a gzip file; its members, however many were joined, are one stream. Errors carry zlib's code (Z_...). */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createGunzip(OPTIONS);
  const piped = pipeline(Readable.from(chunks), inflate);
  piped.catch(() => {}); // iterating `inflate` throws the same error
  yield* inflate;
  await piped;
}
