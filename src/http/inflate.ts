import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Problem } from './problem.ts';

/** A request's body and how long it will be without its compression, as it says itself. */
export interface PackedBody {
  readonly body: Buffer;
  readonly encoding: 'identity' | 'gzip';
  /** At most `maxBytes`, whatever it says. */
  readonly inflatedBytes: number;
  readonly maxBytes: number;
}

/** Throws Problem 400 or 415. The length is the last four bytes of gzip data (RFC 1952); `inflate` holds it to its word. */
export function packedBody(body: unknown, encoding = 'identity', maxBytes: number): PackedBody {
  if (!(body instanceof Buffer)) throw new Problem(400, 'invalid', 'the request has no body');
  if (encoding === 'identity') return { body, encoding, inflatedBytes: body.length, maxBytes };
  if (encoding !== 'gzip') throw new Problem(415, 'unsupported-media-type', 'Content-Encoding may be gzip or absent');
  if (body.length < 18) throw notWhole(); // header and trailer alone
  return { body, encoding, inflatedBytes: Math.min(maxBytes, body.readUInt32LE(body.length - 4)), maxBytes };
}

/** Never makes more bytes than were announced. Rejects with Problem 400 or 413. */
export async function inflate({ body, encoding, inflatedBytes, maxBytes }: PackedBody): Promise<Buffer> {
  if (encoding === 'identity') return body;
  try {
    return await promisify(gunzip)(body, { maxOutputLength: Math.max(1, inflatedBytes) });
  } catch (error) {
    const isLonger = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (!isLonger || inflatedBytes < maxBytes) throw notWhole();
    throw new Problem(413, 'too-large', `the body inflates to more than ${maxBytes} bytes`);
  }
}

function notWhole(): Problem {
  return new Problem(400, 'invalid', 'the body is not whole gzip data of one member');
}
