import { describe, expect, test } from 'vitest';
import { hasBrowser, useBrowser, visit } from './visit.ts';

useBrowser();

const KEYS = {
  jd: 'demo-jd-key-of-lantern',
  qcloud: 'demo-qcloud-key-of-lantern',
  huawei: 'demo-huawei-key-of-lantern',
};

// The form's inputs by their labels, and what of the answer says that the server took the signature.
const FORMS = [
  {
    api: 'jdcloud-flow',
    secret: KEYS.jd,
    values: {
      'User name': 'demo_lantern',
      'Secret key': KEYS.jd,
      'Domains, separated by commas': 'dl.lantern.example',
    },
    answer: '"status": 0',
  },
  {
    api: 'jdcloud-origin-ratio',
    secret: KEYS.jd,
    values: {
      'User name': 'demo_lantern',
      'Secret key': KEYS.jd,
      'Domains, separated by commas': 'dl.lantern.example',
    },
    answer: '"originRatio"',
  },
  {
    api: 'jdcloud-bandwidth-flow',
    secret: KEYS.jd,
    values: {
      'User name': 'demo_lantern',
      'Secret key': KEYS.jd,
      'Domains, separated by commas': 'play.lantern.example',
    },
    answer: '"Successful"',
  },
  {
    api: 'qcloud-origin-stat',
    secret: KEYS.qcloud,
    values: {
      'Secret ID': 'AKIDdemolantern',
      'Secret key': KEYS.qcloud,
      'Domains, separated by commas': 'dl.lantern.example',
    },
    answer: '"codeDesc": "Success"',
  },
  {
    api: 'huaweicloud-stream-traffic',
    secret: KEYS.huawei,
    values: {
      'Project ID': 'demo-project-lantern',
      Authentication: 'AK/SK',
      'Access key (AK)': 'DEMOAKLANTERN',
      'Secret key': KEYS.huawei,
      Domain: 'play.lantern.example',
    },
    answer: '"traffic_info"',
  },
  {
    api: 'huaweicloud-stream-traffic',
    secret: KEYS.huawei,
    values: { 'Project ID': 'demo-project-lantern', 'X-Auth-Token': 'demo-huawei-token-of-lantern' },
    answer: '"traffic_info"',
  },
];

describe.skipIf(!hasBrowser)('a vendor’s form', () => {
  test.each(FORMS)(
    '$api is signed in the browser and answered by the server, twice',
    async ({ api, secret, values, answer }) => {
      const page = await visit(`/apis?api=${api}&account=lantern`);
      const sent: string[] = [];
      page.on('request', (request) =>
        sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`),
      );
      for (const [label, value] of Object.entries(values)) {
        const input = page.getByLabel(label, { exact: true });
        if (label === 'Authentication') await input.selectOption(value);
        else await input.fill(value);
      }
      await expect.poll(() => page.textContent('.command pre')).toMatch(/^curl -sS 'http/);
      for (let times = 0; times < 2; times++) {
        await page.click('button:text-is("Send it")');
        await expect.poll(() => page.textContent('.answer').catch(() => '')).toContain(answer);
      }
      expect(sent.join('\n')).not.toContain(secret);
      expect(page.url()).not.toContain(secret);
    },
  );

  test('shows a refusal as the vendor words it', async () => {
    const page = await visit('/apis?api=jdcloud-flow&account=lantern');
    await page.getByLabel('User name', { exact: true }).fill('demo_lantern');
    await page.getByLabel('Secret key', { exact: true }).fill('wrong');
    await page.click('button:text-is("Send it")');
    await expect.poll(() => page.textContent('.answer').catch(() => '')).toContain('"status": 7');
  });

  test('forgets its secrets when one leaves', async () => {
    const page = await visit('/apis?api=jdcloud-flow&account=lantern');
    await page.getByLabel('Secret key', { exact: true }).fill('secret');
    await page.click('nav a:has-text("Traffic")');
    await page.goBack();
    expect(await page.getByLabel('Secret key', { exact: true }).inputValue()).toBe('');
  });
});

describe.skipIf(!hasBrowser)('the demo', () => {
  test('shows its signed requests on the first page, and a fresh one after each copy', async () => {
    const page = await visit('/', { permissions: ['clipboard-read', 'clipboard-write'] });
    const tencent = page.locator('.command', { hasText: 'GetCdnOriginStat' });
    const first = await tencent.locator('pre').textContent();
    expect(first).toMatch(/^curl -sS 'http:.*Signature=/);
    expect(await page.locator('.command pre').count()).toBe(5);
    await tencent.locator('button').click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first);
    await expect.poll(() => tencent.locator('pre').textContent(), { timeout: 10_000 }).not.toBe(first);
  });
});
