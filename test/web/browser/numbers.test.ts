import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ask, hasBrowser, sum, type Usage, useBrowser, visit, yesterday } from './visit.ts';

// What is on the page is what the API says to anybody with a token, to the last digit.

useBrowser();

const inRange = `start=${yesterday.start}&end=${yesterday.end}`;

async function exact(page: Page, tile: string): Promise<number> {
  const text = await page.getAttribute(`[data-tile="${tile}"] .value`, 'data-exact');
  return Number(text!.replaceAll(',', ''));
}

async function downloaded(page: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`.export button:text-is("${button}")`),
  ]);
  return readFileSync(await download.path());
}

describe.skipIf(!hasBrowser)('numbers', () => {
  test.each([
    ['an operator sees everything', '', 'demo-operator', ''],
    ['an operator who chose an account sees that', '&account=fjord', 'demo-operator', 'fjord'],
    ['an account sees its own', '', 'demo-fjord', 'fjord'],
  ])('of Traffic: %s', async (_who, more, token, account) => {
    const page = await visit(`/?${yesterday.query}${more}`, { token });
    const { series } = await ask<Usage>(`/weir/v1/usage?${inRange}&group_by=none`, account ? `demo-${account}` : token);
    const all = series[0]!;
    expect(await exact(page, 'traffic')).toBe(sum(all.bytes!));
    expect(await exact(page, 'requests')).toBe(sum(all.requests!));
    expect(await exact(page, 'origin')).toBe(sum(all.origin_bytes!));
    expect(await exact(page, 'errors')).toBe(sum(all.status_5xx!));
    expect(await exact(page, 'peak')).toBe(Math.max(...all.bandwidth_bps!));
    const sorted = [...all.bandwidth_bps!].sort((a, b) => b - a);
    expect(await exact(page, 'p95')).toBe(sorted[Math.floor(288 * 0.05)]);
    const hit = `${((sum(all.hit_bytes!) / sum(all.bytes!)) * 100).toFixed(1)} %`;
    expect(await page.textContent('[data-tile="hit"] .value')).toBe(hit);
  });

  test('of Traffic by the hour: the peak is still that of five minutes', async () => {
    const page = await visit(`/?${yesterday.query}&step=1h&service=live`);
    const { domains } = await ask<{ domains: { domain: string; service: string }[] }>('/weir/v1/domains');
    const live = domains.filter(({ service }) => service === 'live').map(({ domain }) => domain);
    const { series } = await ask<Usage>(`/weir/v1/usage?${inRange}&group_by=none&domain=${live}`);
    expect(await exact(page, 'peak')).toBe(Math.max(...series[0]!.bandwidth_bps!));
    expect(await exact(page, 'traffic')).toBe(sum(series[0]!.bytes!));
  });

  test('of Domains: each one’s bytes, and its order', async () => {
    const page = await visit(`/domains?${yesterday.query}&account=teahouse`);
    const shown = await page.$$eval('tr[data-domain]', (rows) =>
      rows.map(
        (row) =>
          [
            (row as HTMLElement).dataset.domain!,
            Number((row.querySelector('[data-exact]') as HTMLElement).dataset.exact),
          ] as const,
      ),
    );
    const { series } = await ask<Usage>(`/weir/v1/usage?${inRange}`, 'demo-teahouse');
    const expected = series.map(({ domain, bytes }) => [domain, sum(bytes!)] as const).sort(([, a], [, b]) => b - a);
    expect(shown).toEqual(expected);
    await page.click('th button:has-text("Domain")');
    const names = await page.$$eval('tr[data-domain]', (rows) =>
      rows.map((row) => (row as HTMLElement).dataset.domain!),
    );
    expect(names).toEqual([...names].sort());
    await page.fill('main input[type="search"]', 'hls');
    await expect.poll(() => page.$$eval('tr[data-domain]', (rows) => rows.length)).toBe(1);
  });

  test('of Streams: the charts are the live domains', async () => {
    const page = await visit(`/streams?${yesterday.query}`, { token: 'demo-teahouse' });
    const { series } = await ask<Usage>(`/weir/v1/usage?${inRange}`, 'demo-teahouse');
    for (const domain of ['live', 'pull', 'hls'].map((name) => `${name}.teahouse.example`)) {
      const peak = Math.max(...series.find((one) => one.domain === domain)!.bandwidth_bps!);
      const text = await page.textContent(`[data-stream="${domain}"] .readout`);
      expect(text).toContain(`${(peak / 1e6).toPrecision(3)} Mbit/s`);
    }
    expect(await page.$$('[data-stream]')).toHaveLength(3);
  });

  test('of Billing: every method’s value, for the account and for the operator alike', async () => {
    const month = new Date(yesterday.start * 1000).toISOString().slice(0, 7);
    const { bills } = await ask<{ bills: { method: string; bandwidth_bps: number | null; bytes: number }[] }>(
      `/weir/v1/billing/what-if?month=${month}`,
      'demo-lantern',
    );
    for (const [path, token] of [
      [`/billing?month=${month}`, 'demo-lantern'],
      [`/billing?month=${month}&account=lantern`, 'demo-operator'],
    ] as const) {
      const page = await visit(path, { token });
      const shown = await page.$$eval('tr[data-method]', (rows) =>
        rows.map(
          (row) =>
            [
              (row as HTMLElement).dataset.method!,
              Number((row.querySelector('[data-exact]') as HTMLElement).dataset.exact),
            ] as const,
        ),
      );
      expect(shown.map(([method]) => method)).toEqual(bills.map(({ method }) => method));
      const finished = (method: string) => !['traffic', 'monthly-95', 'night-half-95'].includes(method); // the demo goes on
      const expected = bills
        .filter(({ method }) => finished(method))
        .map(({ method, bandwidth_bps, bytes }) => [method, bandwidth_bps ?? bytes]);
      expect(shown.filter(([method]) => finished(method))).toEqual(expected);
    }
  });

  test('of Sources: nodes, lines and rejects', async () => {
    const page = await visit('/sources');
    const { sources } = await ask<{ sources: { node: string; streams: { lines: number }[] }[] }>('/weir/v1/sources');
    const nodes = await page.$$eval('tr[data-node]', (rows) => rows.map((row) => (row as HTMLElement).dataset.node));
    expect(nodes).toEqual(sources.map(({ node }) => node));
    const still = sources.find(({ node }) => node.includes('<b>'))!;
    const cells = await page.$$eval('tr[data-node*="<b>"] td', (all) => all.map((cell) => cell.textContent));
    expect([cells[5], cells[6]]).toEqual([String(sum(still.streams.map(({ lines }) => lines))), '1']);
  });

  test('of a CSV: every bucket with every digit', async () => {
    const page = await visit(`/?${yesterday.query}`, { token: 'demo-fjord' });
    const rows = (await downloaded(page, 'CSV'))
      .toString()
      .slice(1)
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const { series } = await ask<Usage>(`/weir/v1/usage?${inRange}&group_by=none`, 'demo-fjord');
    const [heads, ...cells] = rows;
    for (const name of ['bytes', 'bandwidth_bps', 'hit_bytes', 'status_4xx']) {
      const column = heads!.indexOf(name);
      expect(cells.map((row) => Number(row[column]))).toEqual(series[0]![name]);
    }
    expect(heads![1]).toBe('start (Europe/Oslo)');
  });

  test('of a picture: as wide as the charts', async () => {
    const page = await visit(`/?${yesterday.query}`);
    const png = await downloaded(page, 'PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
    expect(png.readUInt32BE(20)).toBeGreaterThan(1000);
  });
});
