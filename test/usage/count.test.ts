import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounts, type Count, maxCount, scaled, toCount } from '../../src/usage/count.ts';

const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 80n }).map(toCount));
const isCanonical = (value: Count) => (typeof value === 'number') === BigInt(value) <= BigInt(Number.MAX_SAFE_INTEGER);

describe('counts', () => {
  test('sums are exact at any size', () => {
    fc.assert(
      fc.property(count, count, (a, b) => {
        const sum = addCounts(a, b);
        expect(BigInt(sum)).toBe(BigInt(a) + BigInt(b));
        expect(isCanonical(sum)).toBe(true);
      }),
    );
  });

  test('the larger of two is found across number and bigint', () => {
    expect(maxCount(3, 2n ** 60n)).toBe(2n ** 60n);
    expect(maxCount(2n ** 60n, 3)).toBe(2n ** 60n);
  });

  test('scaling rounds half up on the exact value', () => {
    fc.assert(
      fc.property(
        count,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 2 ** 30 }),
        (value, times, by) => {
          const exact = (2n * BigInt(value) * BigInt(times) + BigInt(by)) / (2n * BigInt(by));
          expect(BigInt(scaled(value, times, by))).toBe(exact);
        },
      ),
    );
  });
});
