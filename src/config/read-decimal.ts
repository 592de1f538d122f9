import { compare, type Fraction, parseFraction } from '../billing/fraction.ts';
import type { Read, Reading, Spot } from './reading.ts';

/**
 * Decimals that must stay what was written: 1.1 is 11/10, and no binary float is. YAML's number is taken by its shortest
 * text, which is what stands in the file up to 15 digits; '11/10' and "${FACTOR}" are texts.
 */
export function decimal(expected: string): Read<Fraction> {
  return (spot, reading) => {
    const given = decimalText(spot, reading, expected);
    if (given === undefined) return undefined;
    return parseFraction(given) ?? reading.refuse(spot, `is not understood: ${expected} is expected`);
  };
}

/** From `least` to `most`, both as one would write them. */
export function decimalBetween(least: string, most: string, what: string): Read<Fraction> {
  const expected = `${what} from ${least} to ${most}`;
  return (spot, reading) => {
    const value = decimal(expected)(spot, reading);
    if (value === undefined) return undefined;
    if (compare(value, parseFraction(least)!) >= 0 && compare(value, parseFraction(most)!) <= 0) return value;
    return reading.refuse(spot, `is out of range: ${expected} is expected`);
  };
}

/** A number as its shortest text, or a text with its variables replaced. */
export function decimalText(spot: Spot, reading: Reading, expected: string): string | undefined {
  const { value } = spot;
  if (value.kind === 'scalar' && typeof value.value === 'number') return String(value.value);
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') {
    return reading.expand(spot, value.value);
  }
  return reading.mismatch(spot, expected);
}
