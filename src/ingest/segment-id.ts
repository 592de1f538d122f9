import { createHash } from 'node:crypto';
import type { StreamIdentity } from '../usage/segment.ts';

/** The server's name for a segment: 128 bits of SHA-256 over node, stream and index, as 32 hex digits. */
export function segmentId({ node, stream }: StreamIdentity, index: number): string {
  return createHash('sha256')
    .update(JSON.stringify([node, stream, index]))
    .digest('hex')
    .slice(0, 32);
}
