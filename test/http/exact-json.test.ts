import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactJson } from '../../src/http/exact-json.ts';

test('integers of any size are written as they are', () => {
  expect(exactJson({ a: [2n ** 64n, 1], b: undefined, c: null })).toBe('{"a":[18446744073709551616,1],"c":null}');
});

test('everything else is what JSON.stringify writes', () => {
  const isSame = (value: unknown) => exactJson(value) === JSON.stringify(value);
  fc.assert(fc.property(fc.jsonValue(), isSame));
});
