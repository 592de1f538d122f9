import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heartbeatOf } from '../support/heartbeats.ts';
import { askWeir } from '../support/independent-clients.ts';
import { startWeir, temporaryFolder, weir } from '../support/programs.ts';

// weir.yaml changes under a running server, and what accounts may see changes with it (weir-contract section 2): ownership
// is decided when a question is asked. Three hosts have one request of 1000 bytes at noon (UTC) of each of ten days.

const folder = temporaryFolder('reload');
const file = join(folder.path, 'weir.yaml');
const DAY = 86_400;
const TODAY = Math.floor(Date.now() / 1000 / DAY) * DAY;
const FIRST = TODAY - 10 * DAY;
const day = (n: number) => new Date((FIRST + n * DAY) * 1000).toISOString().slice(0, 10);

const FIXED = `
listen: 127.0.0.1:0
store: { kind: embedded, path: data }
ingest: { token: ingest-secret }
operators: [ { name: ops, token: ops-secret } ]
formats: { plain: { json: { time: time, host: host, bytes: bytes } } }
`;

/** Accounts live in UTC, so that a claim's day is a day of the answers. */
function accounts(claims: Readonly<Record<string, string>>): string {
  const lines = Object.entries(claims).map(
    ([id, domains]) =>
      `  - { id: ${id}, time_zone: UTC, domains: [ ${domains} ], credentials: [ { api: weir, token: ${id}-secret } ] }\n`,
  );
  return `accounts:\n${lines.join('')}`;
}

let server: Awaited<ReturnType<typeof startWeir>>;

beforeAll(async () => {
  writeFileSync(file, FIXED + accounts({ acme: '{ name: www.a.com }', zeta: '{ name: www.z.com }' }));
  const lines = Array.from({ length: 10 }, (_, n) =>
    ['www.a.com', 'www.z.com', 'shop.new.com'].map((host) =>
      JSON.stringify({ time: FIRST + n * DAY + DAY / 2, host, bytes: 1000 }),
    ),
  );
  writeFileSync(join(folder.path, 'access.log'), `${lines.flat().join('\n')}\n`);
  server = await startWeir(file);
  const { code, stderr } = await ingest('edge-1', 'ingest-secret');
  expect(stderr).toMatch(/30 of 30 lines counted/);
  expect(code).toBe(0);
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

function ingest(node: string, token: string) {
  const log = join(folder.path, 'access.log');
  const to = ['--server', server.url, '--token', token];
  return weir(['ingest', log, '--format', 'plain', '-c', file, '--node', node, ...to]);
}

async function heartbeat(node: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify(heartbeatOf(Date.now(), { node }));
  return (await fetch(`${server.url}/weir/v1/heartbeat`, { method: 'POST', headers, body })).status;
}

/** Writes the config and waits until the server has said so much about it. */
async function reload(text: string, said: RegExp): Promise<string> {
  const before = server.output().length;
  writeFileSync(file, text);
  for (let waited = 0; waited < 10_000; waited += 50) {
    const news = server.output().slice(before);
    if (said.test(news)) return news;
    await sleep(50);
  }
  throw new Error(`the server did not say ${said} within 10 s: ${server.output().slice(before)}`);
}

/** The bytes of each of the ten days as the reader sees them, or the status. */
async function bytesOf(domain: string, reader: string): Promise<number[] | number> {
  const range = { start: String(FIRST), end: String(TODAY), step: '1d', metrics: 'bytes', time_zone: 'UTC' };
  const { status, body } = await askWeir(server.url, `${reader}-secret`, { ...range, domain });
  return status === 200 ? (body as { series: { bytes: number[] }[] }).series[0]!.bytes : status;
}

const days = (from: number, to: number) => Array.from({ length: 10 }, (_, n) => (n >= from && n < to ? 1000 : 0));

async function unclaimed(): Promise<string[]> {
  const response = await fetch(`${server.url}/weir/v1/domains`, { headers: { authorization: 'Bearer ops-secret' } });
  const { domains } = (await response.json()) as { domains: { domain: string; account: string | null }[] };
  return domains.filter(({ account }) => account === null).map(({ domain }) => domain);
}

describe('accounts in a running server', () => {
  test('hosts that nobody claims are metered, and shown to the operator only', async () => {
    expect(await unclaimed()).toEqual(['shop.new.com']);
    expect(await bytesOf('shop.new.com', 'ops')).toEqual(days(0, 10));
    expect(await bytesOf('shop.new.com', 'acme')).toBe(404);
  });

  test('a domain that is claimed later brings its past usage', async () => {
    const claims = { acme: '{ name: www.a.com }, { name: "*.new.com" }', zeta: '{ name: www.z.com }' };
    const news = await reload(FIXED + accounts(claims), /was reloaded/);
    expect(news).toMatch(/account acme: domains 1 -> 2/);
    expect(await bytesOf('shop.new.com', 'acme')).toEqual(days(0, 10));
    expect(await bytesOf('shop.new.com', 'zeta')).toBe(404);
    expect(await unclaimed()).toEqual([]);
  });

  test('one that is claimed from a day on brings its usage from that day only', async () => {
    const claims = { acme: `{ name: www.a.com }, { name: "*.new.com", from: ${day(4)} }`, zeta: '{ name: www.z.com }' };
    await reload(FIXED + accounts(claims), /was reloaded/);
    expect(await bytesOf('shop.new.com', 'acme')).toEqual(days(4, 10));
    expect(await bytesOf('shop.new.com', 'ops')).toEqual(days(0, 10));
  });

  test('a domain that changes hands keeps the closed days as they were', async () => {
    const claims = { acme: '{ name: www.a.com }', zeta: `{ name: www.z.com }, { name: www.a.com, from: ${day(7)} }` };
    await reload(FIXED + accounts(claims), /was reloaded/);
    expect(await bytesOf('www.a.com', 'acme')).toEqual(days(0, 7));
    expect(await bytesOf('www.a.com', 'zeta')).toEqual(days(7, 10));
  });

  test('a token that is taken out of the config opens nothing any more', async () => {
    await reload(FIXED + accounts({ acme: '{ name: www.a.com }' }), /accounts removed: zeta/);
    expect(await bytesOf('www.z.com', 'zeta')).toBe(401);
    expect(await unclaimed()).toEqual(['shop.new.com', 'www.z.com']);
  });
});

describe('a faulty version', () => {
  test('one credential or one domain in two accounts is refused by check-config, and by the running server', async () => {
    const twice = `${FIXED}${accounts({ acme: '{ name: www.a.com }', zeta: '{ name: www.a.com }' }).replace('zeta-secret', 'acme-secret')}`;
    const news = await reload(twice, /same token.*stays/);
    const warnings = news
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; msg: string });
    expect(warnings).toEqual([
      expect.objectContaining({
        level: 40,
        msg: expect.stringMatching(/weir\.yaml:\d+:\d+ .*'www\.a\.com' is claimed by/),
      }),
      expect.objectContaining({
        level: 40,
        msg: expect.stringMatching(/weir\.yaml:\d+:\d+ .*another account has the same token/),
      }),
    ]);
    expect(news).not.toContain('secret');
    expect(await bytesOf('www.a.com', 'acme')).toEqual(days(0, 10));

    const checked = await weir(['check-config', '-c', file]);
    expect(checked.code).toBe(1);
    expect(checked.stderr).toMatch(/claimed by another account.*same token/s);
    expect(checked.stderr).not.toContain('secret');
  });

  test('SIGHUP tells the faults again', async () => {
    const before = server.output().length;
    server.child.kill('SIGHUP');
    await sleep(1000);
    expect(server.output().slice(before)).toMatch(/claimed by another account/);
    expect(server.child.exitCode).toBeNull();
  });
});

describe('the rest of the config', () => {
  test('ingest tokens and retention count from the next request on', async () => {
    await reload(FIXED, /accounts removed: acme/);
    expect((await ingest('edge-2', 'edge-2-secret')).stderr).toMatch(/401/);
    const nodes = FIXED.replace('{ token: ingest-secret }', '{ nodes: [ { name: edge-2, token: edge-2-secret } ] }');
    const news = await reload(`${nodes}retention: { minutes: 3d, five_minutes: 5d }\n`, /was reloaded/);
    expect(news).toMatch(
      /ingest tokens for any node 1 -> 0; ingest tokens of nodes 0 -> 1; retention.minutes 93 days -> 3 days/,
    );
    expect((await ingest('edge-1', 'ingest-secret')).stderr).toMatch(/401/);
    const { stderr } = await ingest('edge-2', 'edge-2-secret');
    expect(stderr).toMatch(/1[58] lines older than the server's retention were not stored/); // noon may have passed, or not

    const beat = () => heartbeat('edge-2', 'edge-2-secret');
    expect(await beat()).toBe(200);
    await reload(nodes.replace('edge-2-secret', 'another-secret'), /was reloaded/); // a token that got about is replaced
    expect(await beat()).toBe(401);
    expect((await ingest('edge-2', 'edge-2-secret')).stderr).toMatch(/401/);
    expect(await heartbeat('edge-2', 'another-secret')).toBe(200);
  });

  test('another listen, store or tls waits for a restart, which is said', async () => {
    const moved = FIXED.replace('127.0.0.1:0', '127.0.0.1:1').replace('path: data', 'path: elsewhere');
    const news = await reload(`${moved}tls: { cert: a.pem, key: a.key }\n`, /was reloaded/);
    for (const key of ['listen', 'store', 'tls']) expect(news).toContain(`${key} has changed, which needs a restart`);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });
});
