import type { BillAnswer, WhatIfAnswer } from '../billing/bill-answer.ts';
import { wallDay, wallMinute } from '../time/wall-text.ts';
import { zoneClock } from '../time/zone-clock.ts';
import { parseExact } from './exact-numbers.ts';
import { type Cell, countText, textTable, timeText } from './text-table.ts';

// The server's answers about bills (src/billing/bill-answer.ts), as lines for people.

export function billLines(answer: string): string[] {
  const bill = parseExact(answer) as BillAnswer;
  return [
    `${scopeText(bill)}, ${bill.method}: ${resultText(bill)}`,
    ...textTable(facts(bill).map(([label, text]) => [`  ${label}`, text])),
    ...(bill.daily ? ['', ...dailyTable(bill)] : []),
  ];
}

const WHAT_IF_HEADINGS = [
  'method',
  'bit/s',
  'bytes',
  'billed as',
  'points',
  'discarded',
  'rank',
  'at',
  'valid days',
  'amount',
];

export function whatIfLines(answer: string): string[] {
  const { bills } = parseExact(answer) as WhatIfAnswer;
  const first = bills[0]!;
  const rows = bills.map((bill) => [
    ...[bill.method, bill.bandwidth_bps ?? '-', bill.bandwidth_bps === null ? bill.bytes : '-', quantityText(bill)],
    ...[bill.points, bill.discarded, bill.rank ?? '-', localText(bill.at, bill.time_zone), bill.valid_days],
    bill.charge ? amountText(bill.charge) : '',
  ]);
  const remarks = facts(first).filter(([label]) => label === 'traffic' || label === 'terms' || label === 'as of');
  return [
    `${scopeText(first)}, by every method`,
    ...textTable([WHAT_IF_HEADINGS, ...rows]),
    ...textTable(remarks.map(([label, text]) => [label, text])),
  ];
}

function scopeText({ account, domains, month, time_zone }: BillAnswer): string {
  return `${[account, ...(domains ?? [])].join(', ')}, ${month} (${time_zone})`;
}

function resultText(bill: BillAnswer): string {
  const { bandwidth_bps, bytes, terms } = bill;
  const exact = bandwidth_bps === null ? `${countText(bytes)} bytes` : `${countText(bandwidth_bps)} bit/s`;
  return `${exact} = ${quantityText(bill)} (unit base ${terms.unit_base})`;
}

function quantityText({ quantity, unit }: Pick<BillAnswer, 'quantity' | 'unit'>): string {
  return `${quantity} ${unit}`;
}

/** What a person who checks the number wants to see, in that order. */
function facts(bill: BillAnswer): [label: string, text: string][] {
  const { points, discarded, rank, days, valid_days, days_in_month, charge, headroom, is_over, until, time_zone } =
    bill;
  const putAside = `${countText(discarded)} ${bill.ranks === 'days' ? 'days ' : ''}discarded`;
  return [
    ...(rank === null
      ? []
      : [['bills', `rank ${countText(rank)}, at ${localText(bill.at, time_zone)} (${timeText(bill.at)})`]]),
    ['of', `${countText(points)} points, ${putAside}`],
    ['days', `${days} looked at, ${valid_days} with traffic, ${days_in_month} in the month`],
    ['traffic', `${countText(bill.bytes)} bytes${overheadText(bill)}`],
    ['terms', termsText(bill.terms)],
    ...(charge ? [['charge', chargeText(charge, bill.unit)]] : []),
    ...(headroom ? [['headroom', headroomText(headroom)]] : []),
    ...(is_over ? [] : [['as of', `${localText(until, time_zone)} (${timeText(until)}): the month is not over`]]),
  ] as [string, string][];
}

function overheadText({ measured_bytes, terms }: BillAnswer): string {
  return terms.overhead === '1' ? '' : `: ${countText(measured_bytes)} measured, times ${terms.overhead}`;
}

function termsText({
  is_contract,
  from,
  to,
  percentile,
  rounding,
  days,
  unit_base,
  overhead,
}: BillAnswer['terms']): string {
  const validity = [...(from ? [`from ${from}`] : []), ...(to ? [`to ${to}`] : [])].join(' ');
  const whose = is_contract ? `the contract${validity ? ` ${validity}` : ''}` : 'no contract, the defaults';
  return `${whose}: percentile ${percentile}, rounding ${rounding}, ${days} days, unit base ${unit_base}, overhead ${overhead}`;
}

type ChargeAnswer = NonNullable<BillAnswer['charge']>;

function chargeText(charge: ChargeAnswer, unit: BillAnswer['unit']): string {
  return `${amountText(charge)} for a commit of ${charge.commit} ${unit} and an overage of ${charge.overage} ${unit}`;
}

function amountText({ amount, currency }: ChargeAnswer): string {
  return currency === null ? amount : `${amount} ${currency}`;
}

function headroomText(headroom: NonNullable<BillAnswer['headroom']>): string {
  const { level_bps, points, minutes, points_above, points_allowed, points_expected } = headroom;
  const [level, above] = [`${countText(level_bps)} bit/s`, countText(points_above)];
  const allowed = `${countText(points_allowed)} of ${countText(points_expected)} may be`;
  if (points_above > points_allowed) return `none, the percentile is above ${level}: ${above} points are, ${allowed}`;
  return `${countText(points)} more points (${countText(minutes)} minutes) may be above ${level}: ${above} are, ${allowed}`;
}

const DAILY_HEADINGS = ['day', 'bit/s', 'at', 'points', 'discarded', ''];

function dailyTable({ daily = [], time_zone }: BillAnswer): string[] {
  const rows = daily.map(({ date, bandwidth_bps, at, points, discarded, counts }): Cell[] => {
    return [date, bandwidth_bps, localText(at, time_zone), points, discarded, counts ? 'counts' : ''];
  });
  return textTable([DAILY_HEADINGS, ...rows]);
}

/** By the contract's clocks: that is where its days begin. */
function localText(at: number | null, timeZone: string): string {
  if (at === null) return '-';
  const wall = zoneClock(timeZone).wall(at);
  return `${wallDay(wall)} ${wallMinute(wall)}`;
}
