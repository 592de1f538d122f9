import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const OUTPUT_BYTES = 256 * 1024; // the default of 16 KiB inflates at a fraction of the speed

/** Inflates a gzip file; its members, however many were joined, are one stream. Errors carry zlib's code (Z_...). */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createGunzip({ chunkSize: OUTPUT_BYTES });
  const piped = pipeline(Readable.from(chunks), inflate);
  piped.catch(() => {}); // iterating `inflate` throws the same error
  yield* inflate;
  await piped;
}
