import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Count, toCount } from '../../src/usage/count.ts';
import { TextWriter } from '../../src/usage/text-writer.ts';

const written = (write: (text: TextWriter) => void): string => {
  const text = new TextWriter(4); // so small that every case makes it grow
  write(text);
  return text.take().toString();
};
const count = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 15 }).chain((digits) => fc.constantFrom(10 ** digits, 10 ** digits - 1)),
  fc.bigInt({ min: 0n, max: 2n ** 80n }).map(toCount),
);

describe('numbers', () => {
  test('are written as JSON writes them', () => {
    fc.assert(
      fc.property(count, (value) => {
        expect(written((text) => text.count(value))).toBe(String(value));
      }),
      { examples: [[9_007_199_254_740_975]], numRuns: 1000 }, // was written as ...976 once
    );
  });

  test('hundredths have no trailing zeros', () => {
    fc.assert(
      fc.property(count, (value) => {
        const fraction = String(BigInt(value) % 100n)
          .padStart(2, '0')
          .replace(/0{1,2}$/, '');
        const expected = `${BigInt(value) / 100n}${fraction && '.'}${fraction}`;
        expect(written((text) => text.hundredths(value))).toBe(expected);
      }),
    );
  });

  test.each<[Count, string]>([
    [0, '0'],
    [1, '0.01'],
    [13, '0.13'],
    [610, '6.1'],
    [600, '6'],
    [22_888, '228.88'],
    [10_005, '100.05'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
    [2n ** 62n + 46n, '46116860184273879.5'],
  ])('%s hundredths are %s', (value, expected) => {
    expect(written((text) => text.hundredths(value))).toBe(expected);
  });
});

describe('texts', () => {
  test('are UTF-8, whatever their length and letters', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 })), (pieces) => {
        const all = written((text) => {
          for (const piece of pieces) text.write(piece);
        });
        expect(all).toBe(Buffer.from(pieces.join('')).toString());
      }),
    );
  });

  test('a comma stands before every element but the first', () => {
    const list = written((text) => {
      for (const [i, value] of [7, 8, 9].entries()) {
        text.comma(i);
        text.count(value);
      }
    });
    expect(list).toBe('7,8,9');
  });

  test('what was taken stays, whatever is written next and by whom', () => {
    const text = new TextWriter(4);
    const other = new TextWriter(4);
    text.write('abcd');
    other.write('1');
    const taken = text.take();
    text.write('efgh');
    new TextWriter().write('ijkl');
    expect([taken.toString(), text.take().toString(), other.take().toString()]).toEqual(['abcd', 'efgh', '1']);
  });
});
