import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rollUp } from '../../src/query/roll-up.ts';
import { addCounts, maxCount } from '../../src/usage/count.ts';

const FRAME = { start: 600, step: 300 };

describe('rollUp', () => {
  test('sums or takes the peak of the buckets that start in a period', () => {
    const column = Float64Array.of(1, 5, 3, 2);
    expect(rollUp(FRAME, column, [600, 1200, 1800], addCounts)).toEqual([6, 5]);
    expect(rollUp(FRAME, column, [600, 1200, 1800], maxCount)).toEqual([5, 3]);
  });

  test('is 0 where there are no buckets, and ignores buckets outside', () => {
    const column = Float64Array.of(1, 2);
    expect(rollUp(FRAME, column, [0, 300, 900, 3000], addCounts)).toEqual([0, 1, 2]);
    expect(rollUp(FRAME, column, [], addCounts)).toEqual([]);
  });

  test('stays exact beyond 2^53', () => {
    const column = BigUint64Array.of(2n ** 63n, 2n ** 63n, 1n);
    expect(rollUp(FRAME, column, [600, 1500], addCounts)).toEqual([2n ** 64n + 1n]);
    expect(rollUp(FRAME, Float64Array.of(2 ** 53 - 1, 2), [600, 1500], addCounts)).toEqual([2n ** 53n + 1n]);
  });

  test('the sum of the periods is the sum of the buckets, wherever the edges lie', () => {
    const values = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.array(fc.nat(50)), (counts, inner) => {
        const cuts = inner.filter((cut) => cut < counts.length).map((cut) => FRAME.start + cut * FRAME.step);
        const end = FRAME.start + counts.length * FRAME.step;
        const edges = [...new Set([FRAME.start, ...cuts, end])].sort((a, b) => a - b);
        const sums = rollUp(FRAME, BigUint64Array.from(counts), edges, addCounts).map(BigInt);
        expect(sums.reduce((a, b) => a + b)).toBe(counts.reduce((a, b) => a + b));
      }),
    );
  });
});
