import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { pagePlugin } from '../../src/http/page/page-plugin.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
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
  app = createServer({ ...shared, receiver, plugins: [pagePlugin({ ...shared, failureDelayMs: 0, ...more })] });
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

  test('shows an account its own domains and nobody else’s', async () => {
    const body = await bodyFor('acme-token');
    for (const own of ['www.a.com', 'play.a.com']) expect(body).toContain(own);
    for (const foreign of ['secret.com', 'nobody.net', 'other']) expect(body).not.toContain(foreign);
  });

  test('shows an operator everything, and which hosts nobody claims', async () => {
    const body = await bodyFor('ops-token');
    for (const domain of ['www.a.com', 'secret.com', 'nobody.net', 'Unclaimed hosts']) expect(body).toContain(domain);
    expect(body).toMatch(/nobody\.net <b class="badge">unclaimed/);
    expect(body).not.toMatch(/secret\.com <b class="badge">unclaimed/);
  });

  test('shows traffic, hit ratio and the peak of five minutes, in the account’s zone', async () => {
    const body = await bodyFor('acme-token');
    expect(body).toContain('37.5 GB');
    expect(body).toContain('25.0 %');
    expect(body).toContain('1.00 Gbit/s'); // 37.5 GB in five minutes
    expect(body).toContain('aria-label="www.a.com: peak 1.00 Gbit/s at 20:05"');
  });

  test('counts traffic of exactly the last 288 buckets, the one in progress included', async () => {
    const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
    const end = Math.floor(NOW / 300_000) * 300 + 300;
    const at = (minute: number): RowLiteral => ['secret.com', minute, { bytes: 1000n }];
    const rows = [at(end - 60), at(end - 86_400), at(end - 86_460)];
    await receiver.receive({ ...batchOf(rows), stream: 'a'.repeat(32) }, NOW);
    const body = await bodyFor('other-token');
    expect(body).toContain('<dd>2.00 kB</dd>');
  });

  test('escapes hostile host names everywhere', async () => {
    const body = await bodyFor('acme-token');
    expect(body).toContain('&lt;img-onerror=alert(1)&gt;&quot;&#39;&amp;.b.com');
    expect(body).not.toContain('<img-onerror');
    expect(body.match(/<(script|img)/g)!.length).toBe(2); // our own
  });

  test('has no token in it, and nothing inline that the policy would have to allow', async () => {
    const page = await get('/', await session('ops-token'));
    expect(page.body).not.toMatch(/ops-token|acme-token|ingest-token/);
    expect(page.body).not.toMatch(/<script(?! src="\/page\/weir\.js")|<style|\sstyle=|\son\w+="/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(page.body).toContain('<html lang="en">');
  });

  test('refreshes itself, also without script', async () => {
    const body = await bodyFor('ops-token');
    expect(body).toContain('<noscript><meta http-equiv="refresh" content="10"></noscript>');
    expect(body.match(/data-refresh/g)).toHaveLength(3 - 1);
  });

  test('says how to send a first log and where the vendors’ APIs are, with a host one can paste', async () => {
    const headers = await session('acme-token');
    const body = (await get('/', { ...headers, host: 'meter.example:8080' })).body;
    expect(body).toContain('--server http://meter.example:8080 ');
    for (const path of ['POST /api/flow', 'GET /v2/index.php', 'GET /v1/{project_id}/stream/traffic'])
      expect(body).toContain(path);
    expect((await get('/', { ...headers, host: 'x;rm -rf ~' })).body).not.toContain('rm -rf');
  });

  test('shows the demo’s curls, made for the reader and for this moment', async () => {
    await app.close();
    let count = 0;
    const curls = (reader: { kind: string }) => [{ title: reader.kind, command: `curl 'x?a=1&nonce=${++count}'` }];
    await open({ curls });
    const headers = await session('acme-token');
    expect((await get('/', headers)).body).toContain(
      '<pre id="curl-0" tabindex="0">curl &#39;x?a=1&amp;nonce=1&#39;</pre>',
    );
    expect((await get('/', headers)).body).toContain('nonce=2');
    expect((await get('/', headers)).body).toContain('<h3>account</h3>');
    expect((await get('/', headers)).body).not.toContain('weir ingest');
  });

  test('says so when the store cannot answer, and comes back with it', async () => {
    const headers = await session('ops-token');
    const { hosts } = store;
    store.hosts = () => Promise.reject(new StoreError('unavailable', 'disk full in /srv/data'));
    const away = await get('/', headers);
    expect(away.statusCode).toBe(503);
    expect(away.body).toContain('cannot answer now');
    expect(away.body).not.toContain('/srv');
    store.hosts = hosts;
    expect((await get('/', headers)).statusCode).toBe(200);
  });

  test.each([
    ['/page/weir.css', 'text/css'],
    ['/page/weir.js', 'text/javascript'],
    ['/page/icon.svg', 'image/svg+xml'],
  ])('serves %s as %s', async (path, type) => {
    const asset = await get(path);
    expect([asset.statusCode, asset.headers['content-type']]).toEqual([200, expect.stringContaining(type)]);
    expect(asset.headers['x-content-type-options']).toBe('nosniff');
  });

  test('leaves everything else to the server', async () => {
    expect((await get('/healthz')).headers['content-security-policy']).toBeUndefined();
    expect((await get('/nothing')).statusCode).toBe(404);
  });
});
