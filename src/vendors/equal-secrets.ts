import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Compares a signature or token with the right one in a time that tells nothing about either, its length included:
 * what is compared byte by byte are two digests of equal length.
 */
export function equalSecrets(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
