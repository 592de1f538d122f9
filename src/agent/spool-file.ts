import { createHash } from 'node:crypto';
import type { PackedBatch } from '../ingest/client.ts';

/** What the agent must know of a batch that waits in a file, besides its bytes. */
export interface SpooledSegment {
  readonly stream: string;
  readonly index: number;
  /** The segment's version. */
  readonly bytes: number;
  /** All rows of the segment are in it, so that it may replace what another format gave. */
  readonly isWhole: boolean;
}

export interface SpooledBatch {
  readonly segment: SpooledSegment;
  readonly packed: PackedBatch;
}

/** A file of the spool that does not hold what was written into it, or is not there any more. */
export class SpoolDamage extends Error {
  override readonly name = 'SpoolDamage';
}

const KIND = 'weir spool 1';

/**
 * A file of the spool: one line of JSON, then the packed batch.
 *
 *     {"kind":"weir spool 1","length":1834201,"sha256":"9f86d0...","stream":"5d41...","index":3,"bytes":67108901,"isWhole":true}
 */
export function spoolFile({ segment, packed }: SpooledBatch): Uint8Array[] {
  const head = { kind: KIND, length: packed.length, sha256: sha256Of(packed), ...segment };
  return [Buffer.from(`${JSON.stringify(head)}\n`), packed];
}

/** Throws SpoolDamage unless every byte is as it was written. */
export function readSpoolFile(file: Buffer<ArrayBuffer>): SpooledBatch {
  const end = file.indexOf(0x0a);
  const head = headOf(file.subarray(0, Math.max(end, 0)).toString());
  const packed = file.subarray(end + 1);
  if (head?.kind !== KIND) throw new SpoolDamage('it does not begin as a spooled batch does');
  if (packed.length !== head.length) throw new SpoolDamage(`it has ${packed.length} of ${head.length} bytes`);
  if (sha256Of(packed) !== head.sha256) throw new SpoolDamage('its bytes are not those that were written');
  const { stream, index, bytes, isWhole } = head;
  return { segment: { stream, index, bytes, isWhole }, packed };
}

interface Head extends SpooledSegment {
  readonly kind: string;
  readonly length: number;
  readonly sha256: string;
}

/** Trusted where its kind is right: the checksum is about the batch, and a line that is JSON was not cut. */
function headOf(line: string): Head | undefined {
  try {
    return JSON.parse(line) as Head;
  } catch {
    return undefined;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
