/** The longest frame head: magic, descriptor, window, dictionary id, content size (RFC 8878, section 3.1.1.1). */
export const HEAD_BYTES = 18;

export type FrameHead =
  | { readonly kind: 'skippable' /** To leave out, the head included. */; readonly bytes: number }
  | {
      readonly kind: 'zstd';
      readonly headBytes: number;
      readonly windowBytes: number;
      readonly hasChecksum: boolean;
      /** Bytes the frame decompresses to, where it says so. */
      readonly contentBytes: bigint | undefined;
    };

export const CHECKSUM_FLAG = 0x04;
export const DESCRIPTOR_AT = 4;
const RESERVED_FLAG = 0x08;
const SINGLE_SEGMENT_FLAG = 0x20;

/** What a frame's first bytes say: 'cut' where there are too few of them, 'damaged' where no frame begins so. */
export function frameHead(bytes: Buffer): FrameHead | 'cut' | 'damaged' {
  if (bytes.length < 6) return 'cut';
  const magic = bytes.readUInt32LE(0);
  if (magic >>> 4 === 0x184d2a5)
    return bytes.length < 8 ? 'cut' : { kind: 'skippable', bytes: 8 + bytes.readUInt32LE(4) };
  return magic === 0xfd2fb528 ? zstdHead(bytes) : 'damaged';
}

function zstdHead(bytes: Buffer): FrameHead | 'cut' | 'damaged' {
  const descriptor = bytes[DESCRIPTOR_AT]!;
  if (descriptor & RESERVED_FLAG || descriptor & 3) return 'damaged'; // the low two bits announce a dictionary
  const isSingle = (descriptor & SINGLE_SEGMENT_FLAG) !== 0;
  const sizeAt = isSingle ? 5 : 6;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  if (bytes.length < sizeAt + sizeBytes) return 'cut';
  const contentBytes = sizeBytes === 0 ? undefined : contentSize(bytes, sizeAt, sizeBytes);
  return {
    kind: 'zstd',
    headBytes: sizeAt + sizeBytes,
    windowBytes: isSingle ? Number(contentBytes) : windowSize(bytes[5]!),
    hasChecksum: (descriptor & CHECKSUM_FLAG) !== 0,
    contentBytes,
  };
}

function contentSize(bytes: Buffer, at: number, length: number): bigint {
  if (length === 8) return bytes.readBigUInt64LE(at);
  return BigInt(bytes.readUIntLE(at, length)) + (length === 2 ? 256n : 0n); // two bytes start where one byte ends
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}
