import { describe, expect, inject, test } from 'vitest';
import { HOSTILE_HOST, HOSTILE_LINE } from './demo-server.ts';
import { hasBrowser, useBrowser, visit } from './visit.ts';

useBrowser();

const minute = inject('hostileMinute');
const text = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const range = `start=${text(minute - 300)}&end=${text(minute + 600)}`;

describe.skipIf(!hasBrowser)('what strangers write', () => {
  test('is text: a host name that is HTML', async () => {
    for (const [path, token] of [
      [`/domains?${range}`, 'demo-operator'],
      [`/domains?${range}`, 'demo-lantern'],
    ] as const) {
      const page = await visit(path, { token });
      const cell = page.locator('tr[data-domain]', { hasText: HOSTILE_HOST });
      expect(await cell.count()).toBe(1);
      expect(await page.$$('main img, main script')).toEqual([]);
    }
  });

  test('is text in the address, in charts and in what is chosen', async () => {
    const page = await visit(`/?${range}&domain=${encodeURIComponent(HOSTILE_HOST)}`);
    expect(await page.textContent('[data-tile="traffic"] .value')).toBe('12.3 MB');
    expect(await page.textContent('.filters')).toContain(HOSTILE_HOST);
    expect(await page.$$('main img, main script')).toEqual([]);
  });

  test('is text: a rejected line and a node’s name', async () => {
    const page = await visit(`/sources?node=${encodeURIComponent('edge-<b>9')}`);
    await page.click('.samples summary');
    expect(await page.textContent('.samples td.line')).toBe(HOSTILE_LINE);
    expect(await page.textContent('main')).toContain('edge-<b>9');
    expect(await page.title()).toBe('Sources · Weir');
    expect(await page.$$('main img, main b:not(.badge)')).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('the policy', () => {
  test('runs no script and takes no style that is not a file of ours', async () => {
    const page = await visit('/', { expected: /Content Security Policy|violates|asks x:/ });
    const ran = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.hacked = true';
      const image = document.createElement('div');
      image.innerHTML = '<img src="x:" onerror="window.hacked = true"><p style="color: red">x</p>';
      document.body.append(script, image);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return [(window as unknown as { hacked?: boolean }).hacked, getComputedStyle(image.querySelector('p')!).color];
    });
    expect(ran[0]).toBeUndefined();
    expect(ran[1]).not.toBe('rgb(255, 0, 0)');
  });

  test('lets nothing reach another host', async () => {
    const page = await visit('/', { expected: /Content Security Policy|violates|asks https/ });
    const reached = await page.evaluate(() =>
      fetch('https://example.com/').then(
        () => true,
        () => false,
      ),
    );
    expect(reached).toBe(false);
  });

  test('keeps the session from scripts', async () => {
    const page = await visit('/');
    expect(await page.evaluate(() => document.cookie)).not.toContain('session');
  });
});
