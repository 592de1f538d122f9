import { billMonth, monthPointsAt, rounded } from '../../src/billing/bill.ts';
import { type Contract, defaultTerms, type Terms } from '../../src/billing/contract.ts';
import type { MethodName } from '../../src/billing/method-names.ts';
import { monthRange } from '../../src/billing/month-range.ts';
import { countColumn } from '../../src/usage/count.ts';
import { instantsOfMonth } from './reference-bill.ts';

export const AFTER = Date.UTC(2030, 0); // every month of these tests is over

/** The month's five-minute points, each with what `bytesAt` says. */
export function pointsOf(month: string, timeZone: string, bytesAt: (at: number, index: number) => bigint) {
  return instantsOfMonth(month, timeZone).map((at, i) => ({ at, bytes: bytesAt(at, i) }));
}

export function columnOf(points: readonly { readonly bytes: bigint }[]) {
  return countColumn(BigUint64Array.from(points, ({ bytes }) => bytes));
}

export function monthOfBytes(
  month: string,
  timeZone: string,
  bytes: readonly { readonly bytes: bigint }[],
  now = AFTER,
) {
  return monthPointsAt(monthRange(month, timeZone), columnOf(bytes), now);
}

export function billOf(
  method: MethodName,
  month: string,
  bytes: readonly { readonly bytes: bigint }[],
  more: Partial<Terms & Contract> = {},
  now = AFTER,
) {
  const terms = { ...defaultTerms('UTC'), ...more };
  return billMonth(method, monthOfBytes(month, terms.timeZone, bytes, now), terms);
}

/** What a bill says, rounded as it is written. */
export function figuresOf(bill: ReturnType<typeof billOf>) {
  const { points, validDays, discarded, rank, at, bandwidth, traffic } = bill;
  const bandwidthBps = bandwidth && BigInt(rounded(bandwidth));
  return { points, validDays, discarded, rank, at, bandwidthBps, bytes: BigInt(rounded(traffic)) };
}
