import { isListSeparator } from './read-number.ts';

/**
 * Says whether a cache status is a hit: case-insensitive, and of a list such as `MISS : HIT` the last word counts.
 *
 *     isHit = hitList(['HIT', 'STALE'])
 */
export function hitList(hits: readonly string[]): (buffer: Uint8Array, start: number, end: number) => boolean {
  const words = hits.map((word) => new TextEncoder().encode(word.toUpperCase()));
  return (buffer, start, end) => {
    const wordStart = lastWordStart(buffer, start, end);
    for (let i = 0; i < words.length; i++) {
      if (isWord(words[i]!, buffer, wordStart, end)) return true;
    }
    return false;
  };
}

function lastWordStart(buffer: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && !isListSeparator(buffer[at - 1]!)) at--;
  return at;
}

function isWord(word: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) {
    if (upper(buffer[start + i]!) !== word[i]) return false;
  }
  return true;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte;
}
