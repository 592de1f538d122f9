import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { PackedBatch } from './client.ts';

/**
 * A packed batch of whole segments -> the same as a replacement of what the server has of them. Only the header is
 * another; the columns stay as they are.
 */
export async function asReplacement(packed: PackedBatch): Promise<PackedBatch> {
  const body = await promisify(gunzip)(packed);
  const end = 4 + body.readUInt32LE(0);
  const header = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString('utf8', 4, end)), replace: true }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return promisify(gzip)(Buffer.concat([length, header, body.subarray(end)]), { level: 1 });
}
