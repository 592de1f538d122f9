// Writes docs/images/*.png: each page of the dashboard as the demo shows it. `npm run build` first, then
// `node scripts/screenshots.mjs`; the pictures are in the documents, so look at each of them before you commit it.
import { mkdirSync, statSync } from 'node:fs';
import { loaded, root, signedIn, startBrowser, startDemo } from './demo-in-browser.mjs';

const WIDE = { viewport: { width: 1240, height: 820 } };
const PHONE = { viewport: { width: 390, height: 844 } };
const DARK = { colorScheme: 'dark' };
const CHINESE = { locale: 'zh-CN' };
const MAX_BYTES = 150_000; // a repository keeps every version of a picture for ever

const PICTURES = [
  { name: 'traffic', path: '/', look: WIDE },
  {
    name: 'traffic-dark-zh',
    path: '/?account=teahouse',
    look: { viewport: { width: 1180, height: 760 }, ...DARK, ...CHINESE },
  },
  { name: 'domains', path: '/domains?range=7d', look: { viewport: { width: 1240, height: 620 } } },
  { name: 'streams', path: '/streams?account=teahouse', look: WIDE },
  {
    name: 'billing',
    path: '/billing?account=lantern&method=monthly-95',
    look: { viewport: { width: 1280, height: 980 } },
  },
  { name: 'sources', path: '/sources', look: { viewport: { width: 1280, height: 420 } } },
  { name: 'apis', path: '/apis?api=huaweicloud-stream-traffic&account=lantern', look: WIDE, act: askHuaweicloud },
  { name: 'traffic-phone', path: '/?account=fjord', look: { ...PHONE, ...DARK } },
];

const only = process.argv[2];
mkdirSync(`${root}docs/images`, { recursive: true });
const tooLarge = [];
const demo = await startDemo();
const browser = await startBrowser();
try {
  for (const { name, path, look, act } of PICTURES.filter((picture) => only === undefined || picture.name === only)) {
    const page = await signedIn(browser, demo.url, look);
    await page.goto(demo.url + path);
    await loaded(page);
    await act?.(page);
    await page.waitForTimeout(300);
    const file = `${root}docs/images/${name}.png`;
    await page.screenshot({ path: file });
    const bytes = statSync(file).size;
    console.log(`${name}.png ${Math.round(bytes / 1000)} kB`);
    if (bytes > MAX_BYTES) tooLarge.push(name);
    await page.context().close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
if (tooLarge.length > 0)
  throw new Error(`over ${MAX_BYTES} bytes, take a smaller part of the page: ${tooLarge.join(', ')}`);

/** With the demo's invented keys. */
async function askHuaweicloud(page) {
  await page.getByLabel('Project ID').fill('demo-project-lantern');
  await page.getByLabel('Authentication').selectOption('AK/SK');
  await page.getByLabel('Access key (AK)').fill('DEMOAKLANTERN');
  await page.getByLabel('Secret key').fill('demo-huawei-key-of-lantern');
  await page.getByLabel('Step in minutes').selectOption('60');
  await page.click('button:text-is("Send it")');
  await page.waitForSelector('.answer');
}
