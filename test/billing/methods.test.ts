import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rounding } from '../../src/billing/contract.ts';
import { fraction } from '../../src/billing/fraction.ts';
import { METHOD_NAMES } from '../../src/billing/method-names.ts';
import { runSeed } from '../support/random.ts';
import { billOf, figuresOf, pointsOf } from './month.ts';
import { type Ratio, type ReferenceTerms, referenceBill } from './reference-bill.ts';

// Every method against a calculation of its own (reference-bill.ts), on random months: sums beyond 2^53, many ties, idle
// days and idle months, zones that are off by half hours and quarters, clocks that change at midnight or by half an hour.

const MONTHS: readonly (readonly [month: string, timeZone: string])[] = [
  ['2026-10', 'Asia/Shanghai'],
  ['2026-02', 'Asia/Karachi'], // +05:00, 28 days
  ['2024-02', 'Asia/Kolkata'], // +05:30, 29 days
  ['2026-04', 'Asia/Kathmandu'], // +05:45, 30 days
  ['2026-03', 'America/New_York'], // a day of 23 hours
  ['2026-11', 'America/New_York'], // a day of 25 hours
  ['2026-04', 'Australia/Lord_Howe'], // half an hour back
  ['2026-09', 'America/Santiago'], // midnight is skipped
  ['2026-04', 'America/Santiago'], // the last hour of a day comes twice
  ['2011-12', 'Pacific/Apia'], // the 30th is missing
  ['2026-12', 'Pacific/Kiritimati'], // +14:00, a year's end
];

/** From few values, so that there are ties, or from many, or from ones that no float holds. */
const value = fc.constantFrom(
  (random: number) => BigInt(random % 7),
  (random: number) => BigInt(random),
  (random: number) => 2n ** 55n + BigInt(random % 1000),
);

const month = fc.record({
  where: fc.constantFrom(...MONTHS),
  value,
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  idle: fc.constantFrom(0, 0.3, 0.95, 1), // how many of the days have nothing
});

const terms = fc.record({
  percentile: fc.constantFrom<Ratio[]>([95n, 1n], [95n, 1n], [90n, 1n], [199n, 2n], [100n, 1n]),
  rounding: fc.constantFrom<Rounding[]>('floor', 'ceil', 'nearest'),
  days: fc.constantFrom<('valid' | 'all')[]>('valid', 'all'),
  overhead: fc.constantFrom<Ratio[]>([1n, 1n], [11n, 10n], [107n, 100n]),
});

type RandomMonth = typeof month extends fc.Arbitrary<infer Value> ? Value : never;

function randomPoints({ where: [name, zone], value: from, seed, idle }: RandomMonth) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >>> 8;
  };
  const idleDays = new Map<number, boolean>();
  return pointsOf(name, zone, (at) => {
    const stretch = Math.floor(at / 86_400); // not the zone's days: many of them are idle in part
    if (!idleDays.has(stretch)) idleDays.set(stretch, next() / 2 ** 23 < idle);
    return idleDays.get(stretch) ? 0n : from(next());
  });
}

describe.each(METHOD_NAMES)('%s', (method) => {
  test('is what another calculation of it says', () => {
    const agree = fc.property(month, terms, (random, { percentile, overhead, ...rest }) => {
      const points = randomPoints(random);
      const [name, timeZone] = random.where;
      const reference: ReferenceTerms = { percentile, overhead, ...rest, timeZone };
      const own = { ...rest, timeZone, percentile: fraction(...percentile), overhead: fraction(...overhead) };
      expect(figuresOf(billOf(method, name, points, own))).toEqual(referenceBill(method, points, reference));
    });
    fc.assert(agree, { seed: runSeed('billing'), numRuns: 25 });
  });

  test.each(MONTHS)('takes %s in %s to be as long as its calendar says', (name, timeZone) => {
    const points = pointsOf(name, timeZone, (_at, i) => BigInt(1 + ((i * 7919) % 1000)));
    const expected = referenceBill(method, points, {
      ...{ percentile: [95n, 1n], rounding: 'floor', days: 'valid' },
      ...{ overhead: [1n, 1n], timeZone },
    });
    expect(figuresOf(billOf(method, name, points, { timeZone }))).toEqual(expected);
    expect(expected.points).toBe(points.length);
  });
});
