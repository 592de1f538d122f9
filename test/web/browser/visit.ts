import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

export const demoUrl = inject('demoUrl');
/** Without a browser nothing can be looked at; the setup has said so, and with CI=true it has failed. */
export const hasBrowser = demoUrl !== '';

let browser: Browser | undefined;
const contexts: BrowserContext[] = [];
const complaints: string[] = [];

/** Starts and ends the browser of a file, and lets no test pass during which the page complained. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (hasBrowser) browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterEach(async () => {
    const open = contexts.splice(0);
    const heard = complaints.splice(0);
    await Promise.all(open.map((context) => context.close()));
    expect(heard, 'errors in the console, uncaught exceptions, and requests to other hosts').toEqual([]);
  });
  afterAll(() => browser?.close());
}

export interface Visit extends BrowserContextOptions {
  /** Default: the operator's. */
  readonly token?: string;
  readonly url?: string;
  /** What the test itself provokes, such as a refused token: the browser writes a line for it. */
  readonly expected?: RegExp;
  /** The page's clock is the test's to wind. */
  readonly hasClock?: boolean;
}

/** A visitor of their own: no cookie, no history. */
export async function newPage({
  url = demoUrl,
  expected,
  token: _,
  hasClock: __,
  ...options
}: Visit = {}): Promise<Page> {
  const context = await browser!.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    baseURL: url,
    ...options,
  });
  contexts.push(context);
  const page = await context.newPage();
  const complain = (text: string) =>
    expected?.test(text) || complaints.push(`${new URL(page.url()).pathname}: ${text}`);
  page.on('console', (message) => message.type() === 'error' && complain(message.text()));
  page.on('pageerror', (error) => complain(error.message));
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== url)
      complain(`asks ${request.url()}`);
  });
  return page;
}

/** Opens a path for somebody who is signed in; resolves when what is there has been loaded. */
export async function visit(path: string, options: Visit = {}): Promise<Page> {
  const page = await newPage(options);
  if (options.hasClock) await page.clock.install();
  await page.context().addCookies([await sessionCookie(options)]);
  await page.goto(path);
  await loaded(page);
  return page;
}

/** Each visit has a session of its own: signing out ends one and no other. */
async function sessionCookie({ url = demoUrl, token = 'demo-operator' }: Visit) {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    body: new URLSearchParams({ token }),
    redirect: 'manual',
  });
  const [, value] = /^weir_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
  if (value === undefined) throw new Error(`${token} is not let in: ${response.status}`);
  return { name: 'weir_session', value, url, httpOnly: true, sameSite: 'Strict' as const };
}

export async function loaded(page: Page): Promise<void> {
  await page.waitForSelector(
    'main .loaded[aria-busy="false"]:not(.stale), main .state:not(.loading), main .form-and-answer, main .first-run',
  );
}

/** What the API says to somebody who asks it with a token. */
export async function ask<Answer>(path: string, token = 'demo-operator'): Promise<Answer> {
  const response = await fetch(demoUrl + path, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

export interface Usage {
  readonly series: readonly (Record<string, number[]> & { readonly domain: string })[];
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A whole day of the past, which no live traffic changes: yesterday in UTC. */
export const yesterday = (() => {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400;
  const text = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  return { start: today - 86_400, end: today, query: `start=${text(today - 86_400)}&end=${text(today)}` };
})();
