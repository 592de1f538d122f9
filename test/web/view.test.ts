import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanBefore, spanOf, usableSteps } from '../../web/state/span.ts';
import { DEFAULT_VIEW, PAGES, RANGES, readView, type View, viewUrl } from '../../web/state/view.ts';

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[\ud800-\udfff]/.test(text));
const instant = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const views: fc.Arbitrary<View> = fc.record({
  page: fc.constantFrom(...PAGES),
  account: fc.oneof(fc.constant(''), fc.constant('-'), word),
  project: fc.option(fc.nat(999_999_999)),
  service: fc.constantFrom('all', 'cdn', 'live'),
  domains: fc.uniqueArray(word, { maxLength: 4 }),
  range: fc.oneof(
    fc
      .constantFrom(...(Object.keys(RANGES) as (keyof typeof RANGES)[]))
      .map((name) => ({ kind: 'last' as const, name })),
    fc
      .tuple(instant, instant)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => ({ kind: 'between' as const, start: Math.min(a, b), end: Math.max(a, b) })),
  ),
  step: fc.constantFrom('auto', '1m', '5m', '1h', '1d'),
  compares: fc.boolean(),
  base: fc.constantFrom(1000 as const, 1024 as const),
  isLive: fc.boolean(),
  search: fc.oneof(fc.constant(''), word),
  sort: fc.constantFrom('-bytes', 'domain', '-change'),
  month: fc.constantFrom('', '2026-10'),
  method: fc.constantFrom('', 'monthly-95'),
  api: fc.constantFrom('', 'jdcloud-flow'),
  node: fc.oneof(fc.constant(''), word),
});

const read = (url: string) => {
  const { pathname, search } = new URL(url, 'http://weir');
  return readView(pathname, search);
};

describe('the address', () => {
  test('holds the whole view, whatever names are in it', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(read(viewUrl(view))).toEqual(view);
      }),
    );
  });

  test('is short where nothing was chosen', () => {
    expect(viewUrl(DEFAULT_VIEW)).toBe('/');
    expect(viewUrl({ ...DEFAULT_VIEW, page: 'domains', range: { kind: 'last', name: '7d' } })).toBe(
      '/domains?range=7d',
    );
  });

  test.each([
    ['/nothing', {}],
    ['/?range=9d&step=2m&base=7&project=x&service=tape', {}],
    ['/?start=2026-10-02T00:00:00Z&end=2026-10-01T00:00:00Z', {}],
    ['/?start=yesterday&end=today', {}],
    ['/?month=2026-13', {}],
    ['/?domain=&domain=a&domain=a', { domains: ['a'] }],
    [
      '/?start=2026-10-01T00:00:00Z&end=2026-10-02T00:00:00Z',
      { range: { kind: 'between', start: 1790812800, end: 1790899200 } },
    ],
  ])('%s is read as far as it makes sense', (url, expected) => {
    expect(read(url)).toEqual({ ...DEFAULT_VIEW, ...expected });
  });
});

describe('a span', () => {
  const NOW = 1790827631; // 2026-10-01 04:07:11 UTC

  test.each([
    ['1h', '1m', 1790827680, 3600],
    ['24h', '5m', 1790827800, 86_400],
    ['31d', '5m', 1790827800, 31 * 86_400],
  ] as const)('of the last %s has steps of %s and ends with the bucket that holds now', (name, step, end, length) => {
    expect(spanOf({ range: { kind: 'last', name }, step: 'auto' }, NOW)).toEqual({ start: end - length, end, step });
  });

  test('has the step that was chosen, where it makes sense', () => {
    const stepOf = (name: keyof typeof RANGES, step: View['step']) =>
      spanOf({ range: { kind: 'last', name }, step }, NOW).step;
    expect([stepOf('24h', '1m'), stepOf('24h', '1h'), stepOf('31d', '1d')]).toEqual(['1m', '1h', '1d']);
    expect([stepOf('31d', '1m'), stepOf('1h', '1d')]).toEqual(['5m', '1m']);
    expect(usableSteps(400 * 86_400)).toEqual(['1h', '1d']);
  });

  test('is compared with as long a time right before it', () => {
    expect(spanBefore({ start: 600, end: 900, step: '5m' })).toEqual({ start: 300, end: 600, step: '5m' });
  });
});
