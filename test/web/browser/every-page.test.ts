import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, useBrowser, visit } from './visit.ts';

// Every page in both languages, both themes, wide and narrow: nothing in the console, nothing wider than the screen, and
// nothing that a screen reader or a keyboard could not use.

useBrowser();

const PAGES = [
  '/',
  '/?range=31d&account=lantern',
  '/domains?range=7d',
  '/streams',
  '/billing?account=lantern',
  '/billing',
  '/sources?node=edge-1',
  '/apis?api=huaweicloud-stream-traffic',
  '/?domain=nobody.example',
];
const LOOKS = [
  { name: 'English, light, wide', locale: 'en-US', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'Chinese, dark, narrow', locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

describe.skipIf(!hasBrowser).each(LOOKS)('$name', ({ name: _, ...look }) => {
  test.each(PAGES)('%s', async (path) => {
    const page = await visit(path, { ...look, expected: path.includes('nobody') ? /404/ : /^$/ });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      'wider than the screen by',
    ).toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.querySelectorAll('h1').length)).toBe(1);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('the login', async () => {
    const page = await visit('/', look);
    await page.click('form[action="/logout"] button');
    await page.waitForURL('**/login');
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.getAttribute('html', 'lang')).toBe(look.locale === 'zh-CN' ? 'zh-CN' : 'en');
  });
});

test.skipIf(!hasBrowser)('a phone held wide and a small laptop show everything too', async () => {
  for (const width of [740, 1024]) {
    const page = await visit('/domains', { viewport: { width, height: 600 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
