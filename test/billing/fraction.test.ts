import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  decimalText,
  divide,
  excess,
  fraction,
  fractionText,
  multiply,
  parseFraction,
  roundDown,
  roundHalfUp,
  roundUp,
} from '../../src/billing/fraction.ts';

describe('fractions', () => {
  test.each([
    ['1.1', fraction(11n, 10n)],
    ['95', fraction(95n)],
    ['11/10', fraction(11n, 10n)],
    ['22 / 20', fraction(11n, 10n)],
    ['0', fraction(0n)],
    ['0.10', fraction(1n, 10n)],
  ])('are read from %s', (text, value) => {
    expect(parseFraction(text)).toEqual(value);
  });

  test.each(['', '-1', '1.', '.5', '1e3', '1/0', '1/2/3', '+1', '1,5', 'NaN', '1'.repeat(16), '0x10'])(
    'are not read from %j',
    (text) => {
      expect(parseFraction(text)).toBeUndefined();
    },
  );

  test('round half up, and up and down', () => {
    expect([roundHalfUp, roundUp, roundDown].map((round) => round(fraction(5n, 2n)))).toEqual([3n, 3n, 2n]);
    expect([roundHalfUp, roundUp, roundDown].map((round) => round(fraction(4n)))).toEqual([4n, 4n, 4n]);
    expect(roundHalfUp(fraction(49n, 100n))).toBe(0n);
  });

  test('are written with the asked number of decimals, half up', () => {
    const texts = [fraction(1n, 8n), fraction(7n), fraction(0n), fraction(199n, 100n)].map((value) =>
      decimalText(value, 2),
    );
    expect(texts).toEqual(['0.13', '7.00', '0.00', '1.99']);
    expect(decimalText(fraction(5n, 2n), 0)).toBe('3');
  });

  test('are written exactly, and read again', () => {
    expect([fraction(11n, 10n), fraction(95n), fraction(1n, 3n)].map(fractionText)).toEqual(['1.1', '95', '1/3']);
  });

  test('obey arithmetic', () => {
    const positive = fc.bigInt({ min: 1n, max: 2n ** 70n });
    const ratio = fc.tuple(positive, positive).map(([n, d]) => fraction(n, d));
    const laws = fc.property(ratio, ratio, (a, b) => {
      expect(divide(multiply(a, b), b)).toEqual(a);
      expect(excess(add(a, b), b)).toEqual(a);
      expect(excess(b, add(a, b))).toEqual(fraction(0n));
      expect(compare(add(a, b), a)).toBe(1);
      expect(compare(a, a)).toBe(0);
    });
    fc.assert(laws);
  });
});
