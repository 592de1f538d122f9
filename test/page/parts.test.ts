import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html } from '../../src/http/page/html.ts';
import { LoginLimit } from '../../src/http/page/login-limit.ts';
import { Sessions } from '../../src/http/page/sessions.ts';

describe('html', () => {
  test('whatever a value is, it stays text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ';') }), (value) => {
        const [, attribute, content] = /^<a title="([^<>"']*)">([^<>"']*)<\/a>$/.exec(
          html`<a title="${value}">${[value]}</a>`.text,
        )!;
        const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
        const read = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => names[name]!);
        expect([read(attribute!), read(content!)]).toEqual([value, value]);
      }),
    );
  });

  test('templates nest, absent values leave nothing', () => {
    expect(html`<p>${html`<b>${1}</b>`}${undefined}${false}${[html`<i>`, 2n]}</p>`.text).toBe('<p><b>1</b><i>2</p>');
  });
});

describe('sessions', () => {
  test('past the limit the oldest ends', () => {
    const sessions = new Sessions({ limit: 2 });
    const ids = ['a', 'b', 'c'].map((token, i) => sessions.open(token, i));
    expect(ids.map((id) => sessions.token(id, 5))).toEqual([undefined, 'b', 'c']);
    expect(sessions.token(undefined, 5)).toBeUndefined();
  });
});

describe('the login limit', () => {
  const failures = (limit: LoginLimit, address: string, count: number) => {
    for (let i = 0; i < count; i++) limit.failed(address, 1000 * i);
  };

  test('waits until the first failure is old enough', () => {
    const limit = new LoginLimit({ allowed: 3, windowMs: 60_000 });
    failures(limit, '192.0.2.1', 2);
    expect(limit.waitSeconds('192.0.2.1', 3000)).toBe(0);
    failures(limit, '192.0.2.1', 1);
    expect(limit.waitSeconds('192.0.2.1', 3000)).toBe(57);
    expect(limit.waitSeconds('192.0.2.1', 60_000)).toBe(0);
  });

  test.each([
    ['2001:db8::1', '2001:db8::ffff:2', true],
    ['2001:db8:0:0:5::1', '2001:db8::5', true],
    ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
    ['192.0.2.1', '192.0.2.2', false],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('%s and %s are one neighbour: %s', (a, b, isSame) => {
    const limit = new LoginLimit({ allowed: 1 });
    limit.failed(a, 0);
    expect(limit.waitSeconds(b, 0) > 0).toBe(isSame);
  });

  test('remembers a bounded number of addresses, the loudest longest', () => {
    const limit = new LoginLimit({ allowed: 1, maxAddresses: 2 });
    for (const address of ['a', 'b', 'a', 'c']) limit.failed(address, 0);
    expect(['a', 'b', 'c'].map((address) => limit.waitSeconds(address, 0) > 0)).toEqual([true, false, true]);
  });
});
