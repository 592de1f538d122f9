import { gunzipSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { pagePlugin } from '../../src/http/page/page-plugin.ts';
import type { WebFiles } from '../../src/http/page/web-files.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { batchOf, type RowLiteral } from '../support/batches.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { memoryStore } from '../support/memory-store.ts';

const NOW = Date.UTC(2026, 5, 9, 13, 7, 31);
const MINUTE = Math.floor(NOW / 60_000) * 60 - 3600;
const HOSTILE = '<img-onerror=alert(1)>"\'&.b.com';

const acme = fakeAccount({
  id: 'acme',
  domains: [fakeClaim('www.a.com'), fakeClaim('play.a.com', { service: 'live' }), fakeClaim('*.b.com')],
  credentials: [{ api: 'weir', token: 'acme-token' }],
});
const other = fakeAccount({
  id: 'other',
  domains: [fakeClaim('secret.com')],
  credentials: [{ api: 'weir', token: 'other-token' }],
});
const operators = [{ name: 'ops', token: 'ops-token' }];

const SCRIPT = 'console.log(1);\n'.repeat(100);
const web: WebFiles = {
  script: '/page/weir-abc.js',
  styles: ['/page/weir-def.css'],
  files: new Map([
    [
      '/page/weir-abc.js',
      { type: 'text/javascript; charset=utf-8', body: Buffer.from(SCRIPT), gzipped: gzipSync(SCRIPT) },
    ],
    ['/page/weir-def.css', { type: 'text/css; charset=utf-8', body: Buffer.from('a{}'), gzipped: gzipSync('a{}') }],
  ]),
};

let store: UsageStore;
let settings: Settings;
let now: number;
let app: FastifyInstance;

function settingsWith(accounts: Accounts): Settings {
  return { accounts, ingest: { token: 'ingest-token', nodes: [] }, retention: { fiveMinutesSeconds: 400 * 86_400 } };
}

async function open(more: Partial<Parameters<typeof pagePlugin>[0]> = {}): Promise<void> {
  const vendors = createVendors();
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
  const shared = { settings: () => settings, store, clock: () => now, vendors };
  app = createServer({ ...shared, receiver, plugins: [pagePlugin({ ...shared, web, failureDelayMs: 0, ...more })] });
  const row = (domain: string, bytes: bigint): RowLiteral => [
    domain,
    MINUTE,
    { requests: 4n, bytes, hit_bytes: bytes / 4n },
  ];
  const rows = [row('www.a.com', 37_500_000_000n), row(HOSTILE, 8000n), row('secret.com', 1n), row('nobody.net', 2n)];
  await receiver.receive(batchOf(rows), NOW);
}

beforeEach(async () => {
  store = memoryStore();
  settings = settingsWith({ ...fakeAccounts([acme, other]), operators });
  now = NOW;
  await open();
});
afterEach(() => app.close());

const form = (fields: Record<string, string>) => ({
  payload: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

function logIn(token: string, more: { headers?: Record<string, string>; remoteAddress?: string } = {}) {
  const { payload, headers } = form({ token });
  return app.inject({ method: 'POST', url: '/login', payload, ...more, headers: { ...headers, ...more.headers } });
}

/** A cookie header of somebody who is signed in. */
async function session(token: string): Promise<{ cookie: string }> {
  const answer = await logIn(token);
  expect(answer.statusCode).toBe(303);
  const [cookie] = answer.cookies;
  return { cookie: `${cookie!.name}=${cookie!.value}` };
}

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

describe('signing in', () => {
  test('is needed: without a session there is only the form', async () => {
    const page = await get('/');
    expect([page.statusCode, page.headers.location, page.body]).toEqual([303, '/login', '']);
    const login = await get('/login');
    expect(login.statusCode).toBe(200);
    expect(login.body).toMatch(/<form [^>]*method="post" action="\/login"/);
    expect(login.body).not.toContain('a.com');
  });

  test.each([
    ['an operator', 'ops-token'],
    ['an account', 'acme-token'],
    ['a token with spaces around it', ' ops-token '],
  ])('works for %s', async (_who, token) => {
    const answer = await logIn(token);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
    const page = await get('/', await session(token));
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test.each(['wrong', '', 'ingest-token', 'ops-token2'])(
    'is refused with the token %j, which is not repeated',
    async (token) => {
      const answer = await logIn(token);
      expect(answer.statusCode).toBe(401);
      expect(answer.cookies).toEqual([]);
      expect(answer.body).toContain('not known');
      if (token !== '') expect(answer.body).not.toContain(token);
    },
  );

  test('gives a cookie that scripts and other sites do not get', async () => {
    const [cookie] = (await logIn('ops-token')).cookies;
    expect(cookie).toMatchObject({ name: 'weir_session', httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(cookie!.value).toMatch(/^[\w-]{43}$/);
    expect(cookie!.secure).toBeUndefined();
    expect((await logIn('ops-token')).cookies[0]!.value).not.toBe(cookie!.value);
  });

  test('takes no token from a URL, and a session of one’s own making is none', async () => {
    expect((await get('/?token=ops-token')).statusCode).toBe(303);
    expect((await get('/', { cookie: 'weir_session=ops-token' })).statusCode).toBe(303);
    expect((await get('/', { authorization: 'Bearer ops-token' })).statusCode).toBe(303);
  });

  test('is refused to a form on another site', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:81']) {
      const answer = await logIn('ops-token', { headers: { origin } });
      expect([origin, answer.statusCode, answer.cookies.length]).toEqual([origin, 403, 0]);
    }
    expect((await logIn('ops-token', { headers: { origin: 'http://localhost:80' } })).statusCode).toBe(303);
  });

  test('has to wait after ten wrong tokens from one address, and only from there', async () => {
    for (let i = 0; i < 10; i++) expect((await logIn(`guess ${i}`)).statusCode).toBe(401);
    const refused = await logIn('ops-token');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '300']);
    expect((await logIn('ops-token', { remoteAddress: '192.0.2.9' })).statusCode).toBe(303);
    now += 300_000;
    expect((await logIn('ops-token')).statusCode).toBe(303);
  });

  test('refuses a form of megabytes', async () => {
    expect((await logIn('x'.repeat(100_000))).statusCode).toBe(413);
  });
});

describe('a session', () => {
  test('ends when one signs out, for whoever has its cookie', async () => {
    const mine = await session('ops-token');
    const yours = await session('ops-token');
    const answer = await app.inject({ method: 'POST', url: '/logout', headers: mine });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/login']);
    expect(answer.cookies[0]).toMatchObject({ name: 'weir_session', value: '' });
    expect((await get('/', mine)).statusCode).toBe(303);
    expect((await get('/', yours)).statusCode).toBe(200);
  });

  test('ends after twelve hours', async () => {
    const mine = await session('ops-token');
    now += 12 * 3_600_000 - 1;
    expect((await get('/', mine)).statusCode).toBe(200);
    now += 1;
    expect((await get('/', mine)).statusCode).toBe(303);
  });

  test('ends when the config no longer has its token', async () => {
    const mine = await session('ops-token');
    settings = settingsWith({ ...fakeAccounts([acme, other]), operators: [] });
    expect((await get('/', mine)).statusCode).toBe(303);
  });
});

describe('the page', () => {
  const bodyFor = async (token: string) => (await get('/', await session(token))).body;

  test('is one document at every address of its own, and its script and style are files', async () => {
    const headers = await session('acme-token');
    for (const url of ['/', '/domains?range=7d', '/streams', '/billing', '/sources', '/apis']) {
      const { statusCode, body } = await get(url, headers);
      expect([url, statusCode]).toEqual([url, 200]);
      expect(body).toContain('<div id="app">');
      expect(body).toContain('<script type="module" src="/page/weir-abc.js"></script>');
      expect(body).toContain('<link rel="stylesheet" href="/page/weir-def.css">');
    }
  });

  test('has nothing of anybody in its HTML, and nothing inline that the policy would have to allow', async () => {
    const page = await get('/', await session('ops-token'));
    expect(page.body).not.toMatch(/ops-token|acme-token|ingest-token|a\.com/);
    expect(page.body).not.toMatch(/<script(?! type="module" src="\/page\/weir-abc\.js")|<style|\sstyle=|\son\w+="/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test('is in the language and the theme that the visitor chose, else the browser’s', async () => {
    const { cookie } = await session('ops-token');
    const firstLine = async (headers: Record<string, string>) =>
      /<html[^>]*>/.exec((await get('/', { cookie, ...headers })).body)![0];
    expect(await firstLine({})).toBe('<html lang="en" data-theme="system">');
    expect(await firstLine({ 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' })).toContain('lang="zh-CN"');
    expect(await firstLine({ 'accept-language': 'fr,en;q=0.8,zh;q=0.5' })).toContain('lang="en"');
    const chosen = `${cookie}; weir_language=zh; weir_theme=dark`;
    expect(await firstLine({ cookie: chosen })).toBe('<html lang="zh-CN" data-theme="dark">');
    expect(await firstLine({ cookie: `${cookie}; weir_language="><b>; weir_theme=<b>` })).toBe(
      '<html lang="en" data-theme="system">',
    );
    expect((await get('/login', { 'accept-language': 'zh' })).body).toContain('登录');
  });

  test('leads who is not signed in through the login back to the view that they asked for', async () => {
    const away = await get('/domains?range=7d&account=acme');
    expect(away.headers.location).toBe('/login?next=%2Fdomains%3Frange%3D7d%26account%3Dacme');
    const { payload, headers } = form({ token: 'ops-token' });
    const login = (next: string) =>
      app.inject({ method: 'POST', url: `/login?next=${encodeURIComponent(next)}`, payload, headers });
    expect((await login('/domains?range=7d')).headers.location).toBe('/domains?range=7d');
    for (const next of [
      'https://evil.example/',
      '//evil.example',
      '/nothing',
      '/\\evil.example',
      '/x\r\nset-cookie: a=b',
    ])
      expect([next, (await login(next)).headers.location]).toEqual([next, '/']);
  });

  test('shows the demo’s curls in its HTML and to its script, made for the reader and for this moment', async () => {
    await app.close();
    let count = 0;
    const curls = (reader: { kind: string }) => [{ title: reader.kind, command: `curl 'x?a=1&nonce=${++count}'` }];
    await open({ curls });
    const headers = await session('acme-token');
    expect((await get('/', headers)).body).toContain('<pre tabindex="0">curl &#39;x?a=1&amp;nonce=1&#39;</pre>');
    expect((await get('/', headers)).body).toContain('nonce=2');
    expect((await get('/', headers)).body).toContain('<h3>account</h3>');
    expect((await get('/page/session', headers)).json().curls).toEqual([
      { title: 'account', command: "curl 'x?a=1&nonce=4'" },
    ]);
  });

  test('shows no curls outside the demo', async () => {
    expect(await bodyFor('ops-token')).not.toContain('curl');
    expect((await get('/page/session', await session('ops-token'))).json()).not.toHaveProperty('curls');
  });

  test('serves its files for ever, since a name holds the hash of its content, and gzipped to who takes that', async () => {
    const plain = await get('/page/weir-abc.js');
    expect([plain.statusCode, plain.body]).toEqual([200, SCRIPT]);
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    const packed = await get('/page/weir-abc.js', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe(SCRIPT);
    expect((await get('/page/icon.svg')).headers['content-type']).toBe('image/svg+xml');
    expect((await get('/page/weir-old.js')).statusCode).toBe(404);
  });

  test('leaves everything else to the server', async () => {
    expect((await get('/healthz')).headers['content-security-policy']).toBeUndefined();
    expect((await get('/nothing')).statusCode).toBe(404);
  });
});

describe('what the page asks', () => {
  test('says who is signed in, whose clocks count, and what there is to ask', async () => {
    expect((await get('/page/session')).statusCode).toBe(401);
    const mine = (await get('/page/session', await session('acme-token'))).json();
    expect(mine).toMatchObject({ reader: { kind: 'account', name: 'acme' }, now: NOW / 1000 });
    expect(mine.accounts).toEqual([{ id: 'acme', time_zone: 'Asia/Shanghai', projects: [] }]);
    expect(mine.vendors.flatMap(({ paths }: { paths: string[] }) => paths)).toContain('POST /api/flow');
    expect(mine.apis).toEqual(['/weir/v1/billing', '/weir/v1/streams', '/weir/v1/openapi.json']);
    const all = await get('/page/session', await session('ops-token'));
    expect(all.json().accounts.map(({ id }: { id: string }) => id)).toEqual(['acme', 'other']);
    expect(all.body).not.toMatch(/-token/);
  });

  test('are the APIs that everybody asks, with the session in place of the token', async () => {
    const url = `/weir/v1/usage?start=${MINUTE - 300}&end=${MINUTE + 300}&group_by=none&metrics=bytes`;
    const bytes = (answer: { json: () => { series: { bytes: number[] }[] } }) =>
      answer.json().series[0]!.bytes.reduce((sum, count) => sum + count, 0);
    const mine = await get(url, await session('acme-token'));
    expect([mine.statusCode, bytes(mine), mine.headers['cache-control']]).toEqual([200, 37_500_008_000, 'no-store']);
    expect(bytes(await get(url, { authorization: 'Bearer acme-token' }))).toBe(37_500_008_000);
    expect(bytes(await get(url, await session('ops-token')))).toBe(37_500_008_003);
    expect((await get(url)).statusCode).toBe(401);
    expect((await get(`${url}&domain=secret.com`, await session('acme-token'))).statusCode).toBe(404);
  });

  test('ends with the session', async () => {
    const headers = await session('acme-token');
    expect((await get('/weir/v1/domains', headers)).statusCode).toBe(200);
    await app.inject({ method: 'POST', url: '/logout', headers });
    expect((await get('/weir/v1/domains', headers)).statusCode).toBe(401);
  });

  test('takes a token that no header could hold as it is', async () => {
    settings = settingsWith({ ...fakeAccounts([acme]), operators: [{ name: 'ops', token: '令牌 ü\t1' }] });
    expect((await get('/weir/v1/domains', await session('令牌 ü\t1'))).statusCode).toBe(200);
  });

  test('changes nothing: whatever is no read needs the token itself', async () => {
    const headers = await session('ops-token');
    for (const [method, url] of [
      ['POST', '/weir/v1/usage'],
      ['POST', '/weir/v1/ingest'],
      ['DELETE', '/weir/v1/domains'],
    ] as const) {
      const answer = await app.inject({ method, url, headers });
      expect([method, url, answer.statusCode >= 400]).toEqual([method, url, true]);
    }
    expect((await app.inject({ method: 'POST', url: '/weir/v1/ingest', headers })).statusCode).toBe(401);
  });

  test('is refused to another site, and a header that is there is not replaced', async () => {
    const headers = await session('ops-token');
    const from = (site: string) => get('/weir/v1/domains', { ...headers, 'sec-fetch-site': site });
    for (const site of ['cross-site', 'same-site']) expect([site, (await from(site)).statusCode]).toEqual([site, 401]);
    for (const site of ['same-origin', 'none']) expect([site, (await from(site)).statusCode]).toEqual([site, 200]);
    expect((await get('/weir/v1/domains', { ...headers, authorization: 'Bearer wrong' })).statusCode).toBe(401);
  });

  test('is not for the vendors’ paths: a session signs nothing', async () => {
    const answer = await get('/v1/acme/stream/traffic', await session('acme-token'));
    expect(answer.statusCode).toBe(401);
  });
});
