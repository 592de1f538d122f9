/** part / whole of each bucket; null where there is nothing to divide by, which is not a ratio of zero. */
export function ratios(parts: readonly number[], wholes: readonly number[]): (number | null)[] {
  return parts.map((part, i) => (wholes[i]! > 0 ? part / wholes[i]! : null));
}

export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
