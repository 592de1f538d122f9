const HASH = 0x23;

/** Header and comment lines, as CDN logs have them: neither counted nor rejected, in every format. */
export function isComment(buffer: Uint8Array, start: number, end: number): boolean {
  return end > start && buffer[start] === HASH;
}

/** Nothing but white space (space, tab, CR, vertical tab, form feed). */
export function isBlank(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = buffer[at]!;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}
