import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExact } from '../../src/cli/exact-numbers.ts';
import { exactJson } from '../../src/http/exact-json.ts';

test('integers that a number cannot hold become bigints', () => {
  const json =
    '{"a":9007199254740993,"b":[12345678901234567890,1],"c":-1.5,"d":"9007199254740993","e":1.1234567890123456789}';
  expect(parseExact(json)).toEqual({
    ...{ a: 9007199254740993n, b: [12345678901234567890n, 1], c: -1.5, d: '9007199254740993', e: 1.1234567890123457 },
  });
});

test('texts stay texts, whatever stands in them', () => {
  const value = { 'a\\":1234567890123456789,': '":1234567890123456789}', b: '\\' };
  expect(parseExact(JSON.stringify(value))).toEqual(value);
});

test('what exactJson writes is read again', () => {
  const leaf = fc.oneof(
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
    fc.integer({ min: 0 }),
    fc.stringMatching(/^[\w":\\, {}]*$/),
  );
  const value = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.array(leaf));
  const survives = fc.property(value, (given) => {
    expect({ ...(parseExact(exactJson(given)) as object) }).toEqual({ ...given });
  });
  fc.assert(survives);
});
