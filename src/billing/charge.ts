import type { Bill } from './bill.ts';
import type { Contract, Terms } from './contract.ts';
import { add, excess, type Fraction, fraction, multiply } from './fraction.ts';

/** What a month costs: the commit is paid for whether it was used or not, the overage is what was used above it. */
export interface Charge {
  readonly currency: string | null;
  /** All three in Mbps, or GB where traffic bills. */
  readonly commit: Fraction;
  readonly overage: Fraction;
  /** commit x price + overage x overage price; in a currency's whole units, not rounded. */
  readonly amount: Fraction;
}

/** Absent where the contract has no price, or bills by another method than the bill's. */
export function chargeFor(bill: Omit<Bill, 'charge'>, contract: Terms | Contract): Charge | undefined {
  const price = 'price' in contract ? contract.price : undefined;
  if (!price || contract.method !== bill.method) return undefined;
  const overage = excess(quantityOf(bill).value, price.commit);
  const amount = add(multiply(price.commit, price.perUnit), multiply(overage, price.overagePerUnit));
  return { currency: price.currency ?? null, commit: price.commit, overage, amount };
}

/** What bills in the unit that it is priced by: { value: 512.25, unit: 'Mbps' }, in the contract's unit base. */
export function quantityOf({ bandwidth, traffic, terms }: Pick<Bill, 'bandwidth' | 'traffic' | 'terms'>): {
  readonly value: Fraction;
  readonly unit: 'Mbps' | 'GB';
} {
  const base = BigInt(terms.unitBase);
  if (bandwidth === null) return { value: multiply(traffic, fraction(1n, base ** 3n)), unit: 'GB' };
  return { value: multiply(bandwidth, fraction(1n, base ** 2n)), unit: 'Mbps' };
}
