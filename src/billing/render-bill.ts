import { toCount } from '../usage/count.ts';
import { type Bill, bandwidthOf, rounded } from './bill.ts';
import type { BillAnswer } from './bill-answer.ts';
import { type Charge, quantityOf } from './charge.ts';
import type { Contract, Terms } from './contract.ts';
import { decimalText, fraction, fractionText } from './fraction.ts';
import type { Headroom } from './headroom.ts';
import { POINT_SECONDS } from './month-points.ts';
import type { DayWorking } from './working.ts';

/** Whose bill it is, of which domains (null: all), and what else was asked. */
export interface BillContext {
  readonly account: string;
  readonly domains: readonly string[] | null;
  readonly headroom?: Headroom;
}

/** A bill as it is said: exact ratios become the integers and decimals of the answer, each rounded here and only here. */
export function billAnswer(bill: Bill, { account, domains, headroom }: BillContext): BillAnswer {
  const { range, asOf, terms, charge } = bill;
  const { value, unit } = quantityOf(bill);
  return {
    method: bill.method,
    month: range.month,
    time_zone: range.timeZone,
    points: bill.points,
    valid_days: bill.validDays,
    discarded: bill.discarded,
    rank: bill.rank,
    at: bill.at,
    bandwidth_bps: bill.bandwidth && rounded(bill.bandwidth),
    bytes: rounded(bill.traffic),
    ranks: bill.ranks,
    version: bill.version,
    account,
    domains: domains && [...domains],
    start: range.start,
    end: range.end,
    until: asOf,
    is_over: asOf === range.end,
    days: bill.days,
    days_in_month: range.days.length,
    measured_bytes: bill.measuredBytes,
    quantity: decimalText(value, 6),
    unit,
    terms: termsAnswer(terms),
    ...(bill.daily && { daily: bill.daily.map((day) => dayAnswer(day, terms)) }),
    // the commit is the account's: a part of its domains has no amount
    ...(charge && domains === null && { charge: chargeAnswer(charge) }),
    ...(headroom && { headroom: headroomAnswer(headroom) }),
  };
}

function termsAnswer(terms: Terms | Contract): BillAnswer['terms'] {
  const { fromMonth, toMonth }: Partial<Contract> = terms;
  const { method, percentile, rounding, days, unitBase, overhead } = terms;
  return {
    is_contract: terms.isContract,
    from: fromMonth ?? null,
    to: toMonth ?? null,
    method,
    percentile: fractionText(percentile),
    rounding,
    days,
    unit_base: unitBase,
    overhead: fractionText(overhead),
  };
}

function dayAnswer({ pointBytes, date, points, discarded, rank, at, counts }: DayWorking, terms: Terms) {
  const bandwidth = bandwidthOf(fraction(BigInt(pointBytes)), terms);
  return { date, points, discarded, rank, at, bandwidth_bps: rounded(bandwidth), counts };
}

function chargeAnswer({ currency, commit, overage, amount }: Charge) {
  return { currency, commit: decimalText(commit, 6), overage: decimalText(overage, 6), amount: decimalText(amount, 2) };
}

function headroomAnswer(headroom: Headroom) {
  return {
    level_bps: toCount(headroom.levelBps),
    points_above: headroom.pointsAbove,
    points_allowed: headroom.pointsAllowed,
    points_expected: headroom.pointsExpected,
    points_remaining: headroom.pointsRemaining,
    points: headroom.points,
    minutes: (headroom.points * POINT_SECONDS) / 60,
  };
}
