import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startWeir, temporaryFolder, weir } from '../../support/programs.ts';
import { demoUrl, hasBrowser, loaded, newPage, useBrowser, visit, yesterday } from './visit.ts';

useBrowser();

describe.skipIf(!hasBrowser)('signing in', () => {
  test('refuses a wrong token, takes a right one, and leads to what was asked for', async () => {
    const page = await newPage({ expected: /401/ });
    await page.goto('/domains?range=7d');
    expect(new URL(page.url()).pathname).toBe('/login');
    await page.fill('#token', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role="alert"]');
    await page.fill('#token', 'demo-operator');
    await page.keyboard.press('Enter');
    await loaded(page);
    expect(page.url()).toBe(`${demoUrl}/domains?range=7d`);
  });

  test('ends with signing out: the page of before is not there any more', async () => {
    const page = await visit('/');
    await page.click('form[action="/logout"] button');
    await page.waitForURL('**/login');
    await page.goto('/');
    expect(new URL(page.url()).pathname).toBe('/login');
  });

  test('is asked for again when the session is over, and leads back', async () => {
    const page = await visit('/', { expected: /401/ });
    await page.context().clearCookies();
    await page.click('nav a:has-text("Domains")');
    await page.waitForURL('**/login?next=**');
    expect(new URL(page.url()).searchParams.get('next')).toBe('/domains');
  });

  test('shows an account nothing of the others, and no sources', async () => {
    const page = await visit('/domains', { token: 'demo-fjord' });
    const names = await page.$$eval('tr[data-domain]', (rows) =>
      rows.map((row) => (row as HTMLElement).dataset.domain!),
    );
    expect(names.length).toBe(6);
    expect(names.every((name) => name.endsWith('.fjord.example'))).toBe(true);
    const pages = await page.$$eval('nav a', (links) => links.map((link) => link.textContent));
    expect(pages).toEqual(['Traffic', 'Domains', 'Streams', 'Billing', 'APIs']);
    await page.goto('/sources');
    await page.waitForSelector('.state');
    expect(await page.textContent('main')).toContain('Sources are shown to operators');
  });
});

describe.skipIf(!hasBrowser)('a look', () => {
  test('is remembered: language and theme, from the first byte of HTML', async () => {
    const page = await visit('/');
    await page.click('button:text-is("中文")');
    expect(await page.textContent('nav a[aria-current]')).toBe('流量');
    await page.click('button[aria-label^="主题"]');
    await page.click('button[aria-label^="主题"]');
    await page.reload({ waitUntil: 'commit' });
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    await loaded(page);
    expect(await page.textContent('nav a[aria-current]')).toBe('流量');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(12, 19, 23)');
  });

  test('follows the device where nothing was chosen, also when that changes', async () => {
    const page = await visit('/', { colorScheme: 'light' });
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await back()).toBe('rgb(244, 246, 248)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await back()).toBe('rgb(12, 19, 23)');
  });
});

describe.skipIf(!hasBrowser)('Traffic', () => {
  test('zooms into what is dragged over, and the back button zooms out', async () => {
    const page = await visit(`/?${yesterday.query}`);
    const before = await page.textContent('[data-tile="traffic"] .value');
    const box = (await page.locator('.wide .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 8 });
    await page.mouse.up();
    await page.waitForURL(/start=.*T0[56]/);
    const { searchParams } = new URL(page.url());
    const hours = (Date.parse(searchParams.get('end')!) - Date.parse(searchParams.get('start')!)) / 3_600_000;
    expect(hours).toBeCloseTo(6, 0);
    await expect.poll(() => page.textContent('[data-tile="traffic"] .value')).not.toBe(before);
    await page.goBack();
    await expect.poll(() => page.textContent('[data-tile="traffic"] .value')).toBe(before);
  });

  test('can be read and zoomed with the keyboard', async () => {
    const page = await visit(`/?${yesterday.query}`);
    await page.focus('.wide .plot');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const day = new Date(yesterday.start * 1000).toISOString().slice(0, 10);
    await expect.poll(() => page.textContent('.wide .readout')).toContain(`${day} 00:05`);
    await page.keyboard.press('PageDown');
    await expect.poll(() => page.textContent('.wide .readout')).toMatch(/01:05.*bit\/s/);
    await page.keyboard.press('+');
    await page.waitForFunction(() => !location.search.includes('T00%3A00%3A00Z&end='));
  });

  test('is the same for whoever opens its address', async () => {
    const first = await visit(`/?${yesterday.query}&account=lantern&base=1024&step=1h`);
    await first.click('button:has-text("All 9 domains"), button:has-text("All 10 domains")');
    await first.check('label:has-text("dl.lantern.example") input');
    await first.keyboard.press('Escape');
    await expect.poll(() => first.url()).toContain('domain=dl.lantern.example');
    await loaded(first);
    const tiles = async (page: typeof first) => (await page.textContent('.tiles'))!;
    const second = await visit(new URL(first.url()).pathname + new URL(first.url()).search);
    await second.waitForSelector('.tiles .change'); // the period before comes last
    await expect.poll(() => tiles(first)).toBe(await tiles(second));
    expect(await tiles(second)).toMatch(/[KMGT]iB.*bit\/s/);
    expect(await second.textContent('.filters')).toContain('dl.lantern.example');
  });

  test('shows any range on the account’s clocks', async () => {
    const page = await visit('/?account=lantern');
    await page.click('button:has-text("From – to")');
    await page.fill('.sheet input >> nth=0', '2026-01-02T08:00');
    await page.fill('.sheet input >> nth=1', '2026-01-01T08:00');
    expect(await page.textContent('.sheet [role="alert"]')).toContain('after the start');
    await page.fill('.sheet input >> nth=1', '2026-01-03T08:00');
    await page.click('.sheet button.primary');
    await page.waitForURL(/start=2026-01-02T00%3A00%3A00Z&end=2026-01-03T00%3A00%3A00Z/);
    await page.waitForSelector('.state:not(.loading)');
    expect(await page.textContent('.state')).toContain('Nothing was metered here');
    await page.click('button:text-is("Show the last 31 days")');
    await page.waitForSelector('.tiles');
  });

  test('follows the clock, until it is paused', async () => {
    const page = await visit('/?range=1h', { hasClock: true });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await Promise.all([page.waitForRequest(/\/weir\/v1\/usage/), page.clock.runFor(11_000)]);
    await page.click('button.live');
    expect(page.url()).toContain('live=off');
    asked.length = 0;
    await page.clock.runFor(60_000);
    expect(asked.filter((url) => url.includes('/usage'))).toEqual([]);
  });

  test('keeps its numbers while the server is away, says so, and comes back', async () => {
    const page = await visit('/?range=1h', { hasClock: true, expected: /Failed to load resource|ERR_FAILED/ });
    const before = await page.textContent('[data-tile="requests"] .value');
    await page.route('**/weir/v1/usage**', (route) => route.abort());
    await page.clock.runFor(11_000);
    await page.waitForSelector('.notice.warn');
    expect(await page.textContent('[data-tile="requests"] .value')).toBe(before);
    await page.unroute('**/weir/v1/usage**');
    await page.click('.notice button');
    await page.waitForSelector('.notice.warn', { state: 'detached' });
  });

  test('says what to do when the store cannot answer', async () => {
    const page = await newPage({ expected: /503/ });
    await page.route('**/weir/v1/usage**', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: '{"title":"unavailable","detail":"x"}',
      }),
    );
    await page.goto('/login');
    await page.fill('#token', 'demo-operator');
    await page.click('button.primary');
    await page.waitForSelector('.state[role="alert"]');
    expect(await page.textContent('.state')).toContain('What nodes send is kept by them');
  });
});

describe.skipIf(!hasBrowser)('the first run', () => {
  test('says how to send the first log, and goes away when it has come', async () => {
    const folder = temporaryFolder('first-run');
    const config = join(folder.path, 'weir.yaml');
    writeFileSync(
      config,
      `listen: 127.0.0.1:0\nstore: { kind: embedded, path: ./data }\ningest: { token: in }\noperators: [{ name: ops, token: ops-token }]\n`,
    );
    const server = await startWeir(config);
    try {
      const page = await visit('/', { url: server.url, token: 'ops-token' });
      await page.waitForSelector('.first-run');
      expect(await page.textContent('.first-run')).toContain(`--server ${server.url} `);
      const log = join(folder.path, 'access.log');
      const time = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z/, '+00:00');
      writeFileSync(log, `192.0.2.1 [${time}] "GET / HTTP/1.1" 200 1000 0.1 "www.a.com" "HIT" "-" "-" "x"\n`);
      await weir(['ingest', log, '--format', 'weir', '--node', 'edge-1', '--server', server.url, '--token', 'in']);
      await page.waitForSelector('.tiles', { timeout: 15_000 });
      expect(await page.textContent('[data-tile="traffic"] .value')).toBe('1.00 kB');
    } finally {
      await server.stop();
      folder.dispose();
    }
  });
});
