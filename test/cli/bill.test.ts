import { describe, expect, test } from 'vitest';
import type { Contract } from '../../src/billing/contract.ts';
import { fraction } from '../../src/billing/fraction.ts';
import { METHOD_NAMES, type MethodName } from '../../src/billing/method-names.ts';
import { billAnswer } from '../../src/billing/render-bill.ts';
import { billCommand } from '../../src/cli/bill.ts';
import { billLines, whatIfLines } from '../../src/cli/bill-text.ts';
import { UsageFailure } from '../../src/cli/failure.ts';
import { exactJson } from '../../src/http/exact-json.ts';
import { AFTER, billOf, pointsOf } from '../billing/month.ts';

const CONTRACT: Partial<Contract> = {
  ...{ isContract: true, fromMonth: '2026-01', overhead: fraction(11n, 10n), timeZone: 'Asia/Kathmandu' },
  price: { commit: fraction(50n), perUnit: fraction(18n), overagePerUnit: fraction(21n), currency: 'CNY' },
};
const MONTH = pointsOf('2026-04', 'Asia/Kathmandu', (_at, i) => (i === 287 ? 2n ** 60n : 3_000_000_000n + BigInt(i)));

const answerOf = (method: MethodName, more: Partial<Contract> = CONTRACT, now = AFTER) =>
  billAnswer(billOf(method, '2026-04', MONTH, more, now), { account: 'acme', domains: null });

describe('a bill for people', () => {
  test('says the number, its unit, and the work behind it', () => {
    expect(billLines(exactJson(answerOf('monthly-95')))).toEqual([
      'acme, 2026-04 (Asia/Kathmandu), monthly-95: 88,000,241 bit/s = 88.000241 Mbps (unit base 1000)',
      '  bills    rank 433, at 2026-04-29 12:00 (2026-04-29T06:15:00Z)',
      '  of       8,640 points, 432 discarded',
      '  days     30 looked at, 30 with traffic, 30 in the month',
      '  traffic  1,268,242,163,808,583,886 bytes: 1,152,947,421,644,167,169 measured, times 1.1',
      '  terms    the contract from 2026-01: percentile 95, rounding floor, valid days, unit base 1000, overhead 1.1',
      '  charge   1698.01 CNY for a commit of 50.000000 Mbps and an overage of 38.000241 Mbps',
    ]);
  });

  test('lists the days where the method looks at days, by the contract’s clocks', () => {
    const lines = billLines(exactJson(answerOf('fourth-daily-peak')));
    expect(lines.slice(-31, -28).map((line) => line.replace(/ +/g, ' '))).toEqual([
      'day bit/s at points discarded',
      '2026-04-01 33,819,030,801,800,845 2026-04-01 23:55 288 0',
      '2026-04-02 88,000,017 2026-04-02 23:55 288 0',
    ]);
    expect(lines.filter((line) => line.endsWith('counts'))).toHaveLength(1);
  });

  test('says that a month goes on, and that nothing was agreed', () => {
    const lines = billLines(exactJson(answerOf('peak', {}, Date.UTC(2026, 3, 10, 12, 3)))).join('\n');
    expect(lines).toContain('as of    2026-04-10 12:00 (2026-04-10T12:00:00Z): the month is not over');
    expect(lines).toContain('no contract, the defaults: percentile 95');
  });

  test('says what headroom is left, or that there is none', () => {
    const headroom = { level_bps: 1_000_000, points_above: 58, points_allowed: 201, points_expected: 4032 };
    const of = (more: Partial<typeof headroom>, points: number) => {
      const told = { ...headroom, points_remaining: 0, points, minutes: 5 * points, ...more };
      return billLines(exactJson({ ...answerOf('monthly-95'), headroom: told })).find((line) =>
        line.includes('headroom'),
      );
    };
    const [level, allowed] = ['above 1,000,000 bit/s', '201 of 4,032 may be'];
    expect(of({}, 143)).toBe(`  headroom  143 more points (715 minutes) may be ${level}: 58 are, ${allowed}`);
    expect(of({ points_above: 201 }, 0)).toBe(
      `  headroom  0 more points (0 minutes) may be ${level}: 201 are, ${allowed}`,
    );
    expect(of({ points_above: 202 }, 0)).toBe(
      `  headroom  none, the percentile is ${level}: 202 points are, ${allowed}`,
    );
  });

  test('of what-if has a line for every method', () => {
    const bills = METHOD_NAMES.map((method) => answerOf(method));
    const lines = whatIfLines(exactJson({ month: '2026-04', time_zone: 'Asia/Kathmandu', account: 'acme', bills }));
    expect(lines[0]).toBe('acme, 2026-04 (Asia/Kathmandu), by every method');
    expect(lines.slice(2, 10).map((line) => line.split(' ')[0])).toEqual(METHOD_NAMES);
    expect(lines[3]!.replace(/ +/g, ' ')).toBe(
      'monthly-95 88,000,241 - 88.000241 Mbps 8,640 432 433 2026-04-29 12:00 30 1698.01 CNY',
    );
    expect(lines[2]).toContain('1,268,242,163,808,583,886');
  });
});

describe('weir bill refuses', () => {
  const account = ['--account', 'acme'];
  test.each([
    [[...account, '--month', '2026-13'], /--month 2026-13: a month such as 2026-10/],
    [[...account, '--month', '2026-10', '--headroom', '1G'], /--headroom 1G: a number of bits/],
    [[...account, '--month', '2026-10', '--what-if', '--method', 'peak'], /--what-if is about every method/],
    [[...account, '--month', '2026-10', '--what-if', '--headroom', '1'], /--what-if is about every method/],
  ])('%j', async (args, message) => {
    const failure = await billCommand()
      .parseAsync(args, { from: 'user' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageFailure);
    expect((failure as Error).message).toMatch(message);
  });
});
