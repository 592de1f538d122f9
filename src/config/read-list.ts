import type { Read, Reading, Spot } from './reading.ts';

/** A list whose items are read by one reader. Faulty items are left out, and told. */
export function listOf<T>(read: Read<T>, items: string): Read<T[]> {
  return (spot: Spot, reading: Reading) => {
    const { path, value } = spot;
    if (value.kind !== 'list') return reading.mismatch(spot, `a list of ${items}`);
    return value.items.flatMap((item, i) => read({ path: `${path}[${i}]`, value: item }, reading) ?? []);
  };
}
