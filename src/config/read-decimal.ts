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

/** The units of a commit: how many times the unit base is in one of them, counted from the one that is priced. */
export const UNITS = {
  bandwidth: { Mbps: 0, Gbps: 1, Tbps: 2 },
  traffic: { GB: 0, TB: 1, PB: 2 },
} as const;

/** '1.5Gbps' -> 1.5 times the unit base, in Mbps: { amount: 3/2, power: 1 }. */
export function commitIn(units: Readonly<Record<string, number>>): Read<{ amount: Fraction; power: number }> {
  const names = Object.keys(units);
  const expected = `an amount in ${names.slice(0, -1).join(', ')} or ${names.at(-1)} such as 500${names[0]}`;
  return (spot, reading) => {
    const given = decimalText(spot, reading, expected);
    if (given === undefined) return undefined;
    const [, digits = '', unit = ''] = /^([\d.]+)\s*([A-Za-z]+)$/.exec(given) ?? [];
    const amount = parseFraction(digits);
    if (amount && Object.hasOwn(units, unit)) return { amount, power: units[unit]! };
    return reading.refuse(spot, `is not understood: ${expected} is expected`);
  };
}

function decimalText(spot: Spot, reading: Reading, expected: string): string | undefined {
  const { value } = spot;
  if (value.kind === 'scalar' && typeof value.value === 'number') return String(value.value);
  if (value.kind === 'scalar' && typeof value.value === 'string' && value.value !== '') {
    return reading.expand(spot, value.value);
  }
  return reading.mismatch(spot, expected);
}
