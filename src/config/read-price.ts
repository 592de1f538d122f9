import type { Price, Terms } from '../billing/contract.ts';
import { type Fraction, fraction, multiply, parseFraction, ZERO } from '../billing/fraction.ts';
import { decimal, decimalText } from './read-decimal.ts';
import type { MapReader } from './read-map.ts';
import { text } from './read-scalar.ts';
import type { Read } from './reading.ts';

/**
 * `commit: 1.5Gbps, price: 18, overage_price: 21, currency: CNY`, in the units of what the method bills. undefined where the
 * contract has no price, or a faulty one, which was told.
 */
export function readPrice(map: MapReader, { method, unitBase: base }: Terms): Price | undefined {
  const commit = map.optional('commit', commitIn(UNITS[method === 'traffic' ? 'traffic' : 'bandwidth'])) ?? ZERO_COMMIT;
  const perUnit = map.optional('price', decimal('a price such as 18.5'));
  const overage = map.optional('overage_price', decimal('a price such as 20'));
  const currency = map.optional('currency', text('a currency such as CNY'));
  const needing = ['commit', 'overage_price', 'currency'].find((key) => map.has(key));
  if (!map.has('price')) return needing ? map.fault(`price is missing: ${needing} says nothing without it`) : undefined;
  if (perUnit === undefined) return undefined;
  const inUnits = multiply(commit.amount, fraction(BigInt(base) ** BigInt(commit.power)));
  return { commit: inUnits, perUnit, overagePerUnit: overage ?? perUnit, ...(currency && { currency }) };
}

const ZERO_COMMIT = { amount: ZERO, power: 0 };

/** The units of a commit: how many times the unit base is in one of them, counted from the one that is priced. */
const UNITS = {
  bandwidth: { Mbps: 0, Gbps: 1, Tbps: 2 },
  traffic: { GB: 0, TB: 1, PB: 2 },
} as const;

/** '1.5Gbps' -> 1.5 times the unit base, in Mbps: { amount: 3/2, power: 1 }. */
function commitIn(units: Readonly<Record<string, number>>): Read<{ amount: Fraction; power: number }> {
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
