import { type Count, scaled } from '../../usage/count.ts';

/**
 * JD's units, in hundredths: two decimals, rounded half up on the exact value. A MB is 2^20 bytes and a Mbps 2^20 bits a
 * second: 240,000,000 bytes in five minutes are 228.88 MB and 6.1 Mbps, which only these units give (seed 001, its
 * sample).
 *
 *     megabytes(240_000_000)            // 22888
 *     megabitsPerSecond(240_000_000)    // 610
 */
const MEBI = 2 ** 20;
const BUCKET_SECONDS = 300;

export function megabytes(bytes: Count): Count {
  return scaled(bytes, 100, MEBI);
}

/** Mean bandwidth of a five-minute bucket. */
export function megabitsPerSecond(bytes: Count): Count {
  return scaled(bytes, 800, BUCKET_SECONDS * MEBI);
}

/** part / whole in percent, from the unrounded values; 0 of nothing is 0. */
export function percent(part: Count, whole: Count): Count {
  return whole === 0 ? 0 : scaled(part, 10_000, whole);
}
