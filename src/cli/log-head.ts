import { openLog } from '../meter/open-log.ts';

/** Enough for a thousand lines; a preset is tried on it in some ten milliseconds. */
const HEAD_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/**
 * The first lines of a log, uncompressed, at most 256 KiB: whole lines only, but for the last one of a shorter log. '-' is
 * standard input. Rejects with LogReadError.
 */
export async function logHead(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of openLog(path)) {
    chunks.push(Buffer.from(chunk)); // the reader may use its buffer again
    length += chunk.length;
    if (length > HEAD_BYTES) break;
  }
  const head = Buffer.concat(chunks);
  return length > HEAD_BYTES ? head.subarray(0, head.lastIndexOf(NEWLINE, HEAD_BYTES - 1) + 1) : head;
}
