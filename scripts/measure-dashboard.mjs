// How fast the dashboard is, on the demo with 25 more domains (50 in all) and 31 days of five-minute points:
//
// - from the click on a link to numbers and charts on the screen, with the browser's thread idle again (median of 5)
// - script a frame while the mouse is dragged over 8,928 points, and while all charts are drawn anew (median, 95th, most)
//
// `node scripts/measure-dashboard.mjs` after `npm run build`. The figures are of this machine, at this moment.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loaded, root, signedIn, startBrowser, startDemo } from './demo-in-browser.mjs';

const ROUNDS = 5;
const FRAMES = 60;
const POINTS = 31 * 288;
const MORE_DOMAINS = 25;

const demo = await startDemo();
const browser = await startBrowser();
try {
  addDomains(demo.url);
  const page = await signedIn(browser, demo.url, { viewport: { width: 1280, height: 900 } });
  await page.waitForTimeout(3000);
  for (const path of ['/?range=31d', '/?range=31d&compare=off', '/domains?range=31d', '/domains?range=31d&compare=off'])
    console.log(`${path}: ${Math.round(median(await loadings(page, path)))} ms`);
  await page.goto(`${demo.url}/?range=31d`);
  await loaded(page);
  console.log('dragging', shown(await scriptPerFrame(page, dragging(page))));
  console.log('drawing all charts anew', shown(await scriptPerFrame(page, resizing(page))));
} finally {
  await browser.close();
  await demo.stop();
}

/** A line every five minutes for each of them, through the same `weir ingest` as any log. */
function addDomains(url) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-measure-'));
  const end = Math.floor(Date.now() / 300_000) * 300;
  const lines = [];
  for (let point = POINTS; point > 0; point--) {
    const time = new Date((end - point * 300) * 1000).toISOString().replace('.000Z', '+00:00');
    for (let i = 0; i < MORE_DOMAINS; i++)
      lines.push(
        `192.0.2.1 [${time}] "GET / HTTP/1.1" 200 ${1e6 + 9973 * ((i * point) % 997)} 0.1 "more-${i}.shops.lantern.example" "HIT" "-" "-" "x"`,
      );
  }
  writeFileSync(join(folder, 'access.log'), `${lines.join('\n')}\n`);
  const options = ['--format', 'weir', '--node', 'edge-more', '--server', url, '--token', 'demo-ingest'];
  const { status } = spawnSync(
    process.execPath,
    [`${root}bin/weir.js`, 'ingest', join(folder, 'access.log'), ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error('the demo did not take more domains');
}

/** Milliseconds from the start of the navigation until the page stands still with its numbers. */
async function loadings(page, path) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto('about:blank');
    await page.goto(demo.url + path, { waitUntil: 'commit' });
    await loaded(page);
    times.push(
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => resolve(performance.now())))),
    );
  }
  return times;
}

function dragging(page) {
  let frame = 0;
  return async () => {
    const box = await page.locator('.wide .u-over').boundingBox();
    if (frame === 0) {
      await page.mouse.move(box.x + 100, box.y + 80);
      await page.mouse.down();
    }
    await page.mouse.move(box.x + 100 + ++frame * 12, box.y + 80);
  };
}

function resizing(page) {
  let frame = 0;
  return () => page.setViewportSize({ width: 1280 - (++frame % 2) * 40, height: 900 });
}

/** Milliseconds of script that each of many steps cost, the frame after it included. */
async function scriptPerFrame(page, step) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const script = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  };
  const twoFrames = () =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const costs = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = await script();
    await step();
    await twoFrames();
    costs.push((await script()) - before);
  }
  return costs;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function shown(costs) {
  const sorted = [...costs].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  return `median ${at(0.5)} ms, 95th ${at(0.95)} ms, most ${at(1)} ms of script a frame`;
}
