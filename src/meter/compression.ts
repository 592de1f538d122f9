import { open } from 'node:fs/promises';

export type Compression = 'none' | 'gzip' | 'zstd';

/** As many first bytes tell how a file is compressed. */
export const MAGIC_BYTES = 4;

/** RFC 1952 and RFC 8878; a zstd file may begin with a skippable frame (0x184D2A50 to 5F). */
export function compressionOf(head: Uint8Array): Compression {
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (b === 0xb5 && c === 0x2f && d === 0xfd && a === 0x28) return 'zstd';
  return a !== undefined && a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18 ? 'zstd' : 'none';
}

/** How a regular file is compressed. */
export async function fileCompression(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    return compressionOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
