import Type from 'typebox';
import { expect, test } from 'vitest';
import { parameterReader } from '../../src/query/read-parameters.ts';

const read = parameterReader(
  Type.Object({
    month: Type.String({ pattern: '^\\d{4}-\\d\\d$', examples: ['2026-10'] }),
    step: Type.Optional(Type.Enum(['5m', '1h'])),
    domain: Type.Optional(Type.Array(Type.String({ minLength: 1, examples: ['www.a.com'] }))),
  }),
);

test('lists are repeated, comma-separated or both, and what is absent stays absent', () => {
  const parameters = new URLSearchParams('domain=a.com, b.com&month=2026-10&domain=c.com');
  expect(read(parameters)).toEqual({ month: '2026-10', domain: ['a.com', 'b.com', 'c.com'] });
  expect(Object.keys(read(new URLSearchParams('month=2026-10')))).toEqual(['month']);
});

test.each([
  ['', 'month: missing; one such as 2026-10 is'],
  ['month=October', 'month: "October" is not accepted; one such as 2026-10 is'],
  ['month=2026-10&step=2m', 'step: "2m" is not accepted; there are 5m, 1h'],
  ['month=2026-10&step=', 'step: "" is not accepted; there are 5m, 1h'],
  ['month=2026-10&step=5m&step=5m', 'step: given 2 times, once is accepted'],
  ['month=2026-10&domain=a.com,,b.com', 'domain: "" is not accepted; one such as www.a.com is'],
  ['month=2026-10&__proto__=1', '__proto__: not a parameter; there are month, step, domain'],
  ['month=2026-10&constructor=1', 'constructor: not a parameter; there are month, step, domain'],
  [`month=${'9'.repeat(500)}`, `month: "${'9'.repeat(100)}" is not accepted; one such as 2026-10 is`],
])('%s is refused: %s', (query, message) => {
  expect(() => read(new URLSearchParams(query))).toThrow(message);
});
