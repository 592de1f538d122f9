import { type Fraction, fraction, ONE } from './fraction.ts';
import type { MethodName } from './method-names.ts';

/**
 * What was agreed with a customer about their bills: how a month's points become the number that bills, and what that
 * costs. weir.yaml has them under `accounts[].contract`; a month without one is billed by `defaultTerms`.
 */
export interface Contract extends Terms {
  /** First and last month of validity, '2026-10', both within; absent = since ever, or until further notice. */
  readonly fromMonth?: string;
  readonly toMonth?: string;
  readonly price?: Price;
}

/** How a number is computed; every answer names the terms that it was computed by. */
export interface Terms {
  /** false: nothing was agreed for the month, and the defaults hold. */
  readonly isContract: boolean;
  /** The method that bills; the others can be asked for, and cost nothing. */
  readonly method: MethodName;
  /** Of the points, this many in a hundred are not above the value that bills: 95. Above 0, at most 100. */
  readonly percentile: Fraction;
  /** What becomes of the part of a point: 5 % of 8,640 are 432 points, of 8,928 they are 446.4. */
  readonly rounding: Rounding;
  /** `valid`: only days with any byte count, as points and as divisors of averages; `all`: every day of the month. */
  readonly days: 'valid' | 'all';
  /** Mbps is its square in bits a second, GB its cube in bytes. */
  readonly unitBase: 1000 | 1024;
  /** IANA zone whose clocks cut months and days, and say when it is night. */
  readonly timeZone: string;
  /** What is not in the log (headers of TCP/IP and TLS) as a factor on every number that bills: 11/10. */
  readonly overhead: Fraction;
}

/** Of the discarded count: towards the customer's larger bill, the smaller one, or the nearer one, a half up. */
export type Rounding = 'floor' | 'ceil' | 'nearest';

/** Per Mbps of a method that bills bandwidth, per GB of one that bills traffic; both in the contract's unit base. */
export interface Price {
  /** Paid for whether used or not, in Mbps or GB. 0 where nothing was agreed. */
  readonly commit: Fraction;
  readonly perUnit: Fraction;
  /** For what is above the commit. */
  readonly overagePerUnit: Fraction;
  /** For people: CNY. */
  readonly currency?: string;
}

export function defaultTerms(timeZone: string): Terms {
  return {
    isContract: false,
    method: 'monthly-95',
    percentile: fraction(95n),
    rounding: 'floor',
    days: 'valid',
    unitBase: 1000,
    timeZone,
    overhead: ONE,
  };
}

/** The one that is valid in a month, '2026-10'; the config sees to it that there is no other. */
export function contractFor(contracts: readonly Contract[], month: string): Contract | undefined {
  return contracts.find(({ fromMonth = '', toMonth = '9999-12' }) => fromMonth <= month && month <= toMonth);
}
