import Type, { type Static } from 'typebox';
import type { Count } from '../usage/count.ts';
import { METHOD_NAMES } from './method-names.ts';

/**
 * A bill as `GET /weir/v1/billing` and `weir bill --json` say it. Instants are Unix seconds and STARTs of points, counts
 * are JSON integers of any size, decimals (prices, percentiles, amounts) are texts, because they must not become floats.
 *
 *     {"method":"monthly-95","month":"2026-10","time_zone":"Asia/Shanghai","points":8928,"valid_days":31,
 *      "discarded":446,"rank":447,"at":1791374700,"bandwidth_bps":512250000,"bytes":...}
 */
const integer = (description: string) => Type.Integer({ minimum: 0, description });
const count = (description: string) => Type.Unsafe<Count>(integer(description));
const instant = (description: string) => integer(`${description}, Unix seconds`);
const decimal = (description: string) => Type.String({ pattern: '^\\d+(\\.\\d+)?$', description });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const month = Type.String({ pattern: '^\\d{4}-\\d\\d$', examples: ['2026-10'] });

const TermsAnswer = Type.Object(
  {
    is_contract: Type.Boolean({ description: 'false: the month is in no contract, these are the defaults' }),
    from: orNull(month),
    to: orNull(month),
    method: Type.Enum([...METHOD_NAMES], { description: 'The method that bills by the contract' }),
    percentile: decimal('Of the points, so many in a hundred are not above the one that bills'),
    rounding: Type.Enum(['floor', 'ceil', 'nearest']),
    days: Type.Enum(['valid', 'all']),
    unit_base: Type.Enum([1000, 1024]),
    overhead: Type.String({ examples: ['1.1'], description: 'The factor on every number that bills, exactly' }),
  },
  { additionalProperties: false },
);

const DayAnswer = Type.Object(
  {
    date: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' }),
    points: integer('Five-minute points of the day'),
    discarded: integer('Points of the day put aside'),
    rank: integer('Place of the day’s point, from 1'),
    at: instant('START of the day’s point'),
    bandwidth_bps: count('The day’s value'),
    counts: Type.Boolean({ description: 'Whether what bills is made of this day' }),
  },
  { additionalProperties: false },
);

const ChargeAnswer = Type.Object(
  {
    currency: orNull(Type.String()),
    commit: decimal('Paid for in any case, in `unit`'),
    overage: decimal('Above the commit, in `unit`'),
    amount: decimal('Half up to two decimals, from exact values'),
  },
  { additionalProperties: false },
);

const HeadroomAnswer = Type.Object(
  {
    level_bps: count('The level asked about'),
    points_above: integer('Points above it so far'),
    points_allowed: integer('Points that may be above it in the whole month'),
    points_expected: integer('Points that the month will have had, if every day to come has traffic'),
    points_remaining: integer('Points still to come'),
    points: integer('Points that may still be above the level before the percentile is'),
    minutes: integer('The same in minutes'),
  },
  { additionalProperties: false },
);

export const BillAnswer = Type.Object(
  {
    method: Type.Enum([...METHOD_NAMES]),
    month,
    time_zone: Type.String({ description: 'Whose clocks cut the month and its days' }),
    points: integer('Five-minute points that the method looked at'),
    valid_days: integer('Days of them with any byte'),
    discarded: integer('The largest, put aside'),
    rank: orNull(integer('Place of what bills, from 1; null where an average bills, or nothing')),
    at: orNull(instant('START of the point that bills; null likewise')),
    bandwidth_bps: orNull(count('What bills; null where traffic does')),
    bytes: count('Traffic of the month, with overhead'),
    ranks: Type.Enum(['points', 'days'], { description: 'What discarded and rank count' }),
    version: integer('Of the method’s rule'),
    account: Type.String(),
    domains: orNull(Type.Array(Type.String(), { description: 'As asked; null: all of the account’s' })),
    start: instant('The month’s start'),
    end: instant('The month’s end'),
    until: instant('Points that start before are in; the end, once the month is over'),
    is_over: Type.Boolean({ description: 'false: the bill of a month that still goes on, as of `until`' }),
    days: integer('Days that the method looked at'),
    days_in_month: integer('Days of the calendar'),
    measured_bytes: count('Traffic of the month as it was measured, without overhead'),
    quantity: decimal('What bills in the unit that is priced'),
    unit: Type.Enum(['Mbps', 'GB'], { description: 'In the terms’ unit_base' }),
    terms: TermsAnswer,
    daily: Type.Optional(Type.Array(DayAnswer, { description: 'For methods that look at days' })),
    charge: Type.Optional(ChargeAnswer),
    headroom: Type.Optional(HeadroomAnswer),
  },
  { additionalProperties: false },
);
export type BillAnswer = Static<typeof BillAnswer>;

/** The same month by every method. */
export const WhatIfAnswer = Type.Object(
  { month, time_zone: Type.String(), account: Type.String(), bills: Type.Array(BillAnswer) },
  { additionalProperties: false },
);
export type WhatIfAnswer = Static<typeof WhatIfAnswer>;
