import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandwidthChart, sparkline } from '../../src/http/page/charts.ts';
import { bandwidthText, countText, ratioText, trafficText } from '../../src/http/page/figures.ts';
import { html } from '../../src/http/page/html.ts';
import { LoginLimit } from '../../src/http/page/login-limit.ts';
import { SCRIPT } from '../../src/http/page/script.ts';
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

describe('figures', () => {
  test.each([
    [bandwidthText(0), '0 bit/s'],
    [bandwidthText(999.4), '999 bit/s'],
    [bandwidthText(999.6), '1.00 kbit/s'],
    [bandwidthText(1_350_000_000), '1.35 Gbit/s'],
    [trafficText(52_300_000_000), '52.3 GB'],
    [trafficText(999_960), '1.00 MB'],
    [trafficText(2n ** 63n), '9.22 EB'],
    [countText(7), '7'],
    [countText(12_345), '12.3 k'],
    [ratioText(93, 100), '93.0 %'],
    [ratioText(0, 0), '–'],
  ])('%s', (text, expected) => expect(text).toBe(expected));
});

describe('charts', () => {
  test('draw zeros, single peaks and large numbers without a NaN, inside their box', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { minLength: 2, maxLength: 50 }),
        (values) => {
          for (const drawing of [
            sparkline(Float64Array.from(values), 'x'),
            bandwidthChart(Float64Array.from(values), ['a'], 'x'),
          ]) {
            expect(drawing.text).not.toMatch(/NaN|Infinity|undefined|e[+-]\d/);
            const heights = [...drawing.text.matchAll(/[ML]\d+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
            expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...heights)).toBeLessThanOrEqual(100);
          }
        },
      ),
    );
  });

  test('have a round scale', () => {
    expect(bandwidthChart(Float64Array.of(0, 2.9e9), [], '').text).toContain(
      '<span>3.20 Gbit/s</span><span>2.40 Gbit/s</span>',
    );
    expect(bandwidthChart(Float64Array.of(0, 0), [], '').text).toContain('<span>1 bit/s</span>');
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

test('the script parses', () => {
  expect(() => new Function(SCRIPT)).not.toThrow();
});
