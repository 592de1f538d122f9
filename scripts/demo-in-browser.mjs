// For scripts that look at the dashboard: a demo of its own on a free port, and a Chromium that is signed in to it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Resolves with { url, stop } once 31 days are metered, which takes half a minute. */
export async function startDemo() {
  const demo = spawn(process.execPath, [`${root}bin/weir.js`, 'demo', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of demo.stdout.setEncoding('utf8')) {
    output += chunk;
    if (output.includes('Ctrl-C')) break;
  }
  const url = /weir is listening on (\S+)/.exec(output)?.[1];
  if (!url) throw new Error(`the demo did not start: ${output}`);
  return {
    url,
    stop: async () => {
      demo.kill();
      await once(demo, 'exit');
    },
  };
}

export function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page of a context that is signed in. */
export async function signedIn(browser, url, options = {}, token = 'demo-operator') {
  const page = await (await browser.newContext({ locale: 'en-US', ...options })).newPage();
  await page.goto(`${url}/login`);
  await page.fill('#token', token);
  await page.click('button.primary');
  await loaded(page);
  return page;
}

export async function loaded(page) {
  await page.waitForSelector('main .loaded[aria-busy="false"], main .state:not(.loading), main .form-and-answer');
}
