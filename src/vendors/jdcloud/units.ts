import { type Count, scaledText } from '../../usage/count.ts';

/**
 * JD's units. A MB is 2^20 bytes and a Mbps 2^20 bits a second: 240,000,000 bytes in five minutes are 228.88 MB and
 * 6.1 Mbps, which only these units give (seed 001, its sample). Two decimals, rounded half up on the exact value.
 */
const MEBI = 2 ** 20;
const BUCKET_SECONDS = 300;

export function megabytes(bytes: Count): string {
  return scaledText(bytes, 1, MEBI);
}

/** Mean bandwidth of a five-minute bucket. */
export function megabitsPerSecond(bytes: Count): string {
  return scaledText(bytes, 8, BUCKET_SECONDS * MEBI);
}

/** part / whole in percent, from the unrounded values; 0 of nothing is 0. */
export function percent(part: Count, whole: Count): string {
  return whole === 0 ? '0' : scaledText(part, 100, whole);
}
