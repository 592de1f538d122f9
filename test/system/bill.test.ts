import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHOD_NAMES } from '../../src/billing/method-names.ts';
import { instantsOfMonth, type ReferencePoint, referenceBill } from '../billing/reference-bill.ts';
import { startWeir, temporaryFolder, weir } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';

// weir bill against the real server and store: a month of logs of two domains is ingested, and every method's number, rank
// and instant is what a calculation of its own (test/billing/reference-bill.ts) makes of the same lines.

const random = createRandom(runSeed('bill'));
const ZONE = 'Asia/Kathmandu';
const folder = temporaryFolder('bill');
const CONFIG_FILE = join(folder.path, 'weir.yaml');
const MONTH = monthBefore(new Date()); // over, and within every retention

const CONFIG = `
listen: 127.0.0.1:0
store: { kind: embedded, path: data }
ingest: { token: ingest-secret }
operators: [ { name: ops, token: ops-secret } ]
accounts:
  - id: acme
    time_zone: ${ZONE}
    domains: [ { name: www.a.com }, { name: "*.b.com" } ]
    credentials: [ { api: weir, token: acme-secret } ]
    contract: { from: ${MONTH}-01, overhead: 1.1, unit_base: 1024, commit: 1Mbps, price: 10, overage_price: 20, currency: CNY }
  - id: zeta
    domains: [ { name: other.com } ]
    credentials: [ { api: weir, token: zeta-secret } ]
`;

const HOSTS = ['www.a.com', 'x.b.com', 'other.com'];
const sent = new Map<string, Map<number, bigint>>(HOSTS.map((host) => [host, new Map()]));
let server: Awaited<ReturnType<typeof startWeir>>;

/** '2026-10' of the month before the one of a date, in UTC: by then it is over in every zone but on the first two days. */
function monthBefore(date: Date): string {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCDate() < 3 ? 2 : 1)))
    .toISOString()
    .slice(0, 7);
}

/** A line in two of three points of the month, and of the hours around it; one day in five is idle. */
function monthOfLines(): string {
  const instants = instantsOfMonth(MONTH, ZONE);
  const idle = new Set(Array.from({ length: 40 }, () => random.chance(0.2)).flatMap((is, day) => (is ? [day] : [])));
  const lines: string[] = [];
  for (let at = instants[0]! - 7200; at < instants.at(-1)! + 7200; at += 300) {
    if (idle.has(Math.floor((at - instants[0]!) / 86_400))) continue;
    for (const host of HOSTS) {
      if (random.chance(1 / 3)) continue;
      const bytes = BigInt(random.below(2 ** 40));
      sent.get(host)!.set(at, bytes);
      lines.push(`${host} ${at + random.below(300)} ${bytes}`);
    }
  }
  return `${random.shuffle(lines).join('\n')}\n`;
}

/** What the lines add up to in the month, by point. */
function pointsOf(...hosts: string[]): ReferencePoint[] {
  return instantsOfMonth(MONTH, ZONE).map((at) => {
    return { at, bytes: hosts.reduce((sum, host) => sum + (sent.get(host)!.get(at) ?? 0n), 0n) };
  });
}

const TERMS = {
  percentile: [95n, 1n],
  rounding: 'floor',
  days: 'valid',
  timeZone: ZONE,
  overhead: [11n, 10n],
} as const;

beforeAll(async () => {
  writeFileSync(CONFIG_FILE, CONFIG);
  const log = join(folder.path, 'access.log');
  writeFileSync(log, monthOfLines());
  server = await startWeir(CONFIG_FILE);
  const to = [
    '--format',
    'nginx:$host $msec $bytes_sent',
    '-c',
    CONFIG_FILE,
    '--server',
    server.url,
    '--node',
    'edge-1',
  ];
  const { code, stderr } = await weir(['ingest', log, ...to]);
  expect(code, stderr).toBe(0);
});

afterAll(async () => {
  await server?.stop();
  folder.dispose();
});

function bill(...args: string[]) {
  const where = args.includes('--server') ? [] : ['-c', CONFIG_FILE, '--server', server.url];
  return weir(['bill', '--account', 'acme', '--month', MONTH, ...args, ...where]);
}

describe('weir bill --json', () => {
  test.each(METHOD_NAMES)('says by %s what another calculation says of the same lines', async (method) => {
    const { code, stdout, stderr } = await bill('--json', '--method', method);
    expect(code, stderr).toBe(0);
    const { points, valid_days, discarded, rank, at, bandwidth_bps, bytes, time_zone, is_over } = JSON.parse(stdout);
    const expected = referenceBill(method, pointsOf('www.a.com', 'x.b.com'), TERMS);
    expect({ points, validDays: valid_days, discarded, rank, at }).toEqual({
      ...{ points: expected.points, validDays: expected.validDays, discarded: expected.discarded },
      ...{ rank: expected.rank, at: expected.at },
    });
    expect(bandwidth_bps).toBe(expected.bandwidthBps && Number(expected.bandwidthBps));
    expect(stdout).toContain(`"bytes":${expected.bytes},`);
    expect(bytes).toBeGreaterThan(0);
    expect([time_zone, is_over]).toEqual([ZONE, true]);
  });

  test('bills one domain as if it were all', async () => {
    const { stdout } = await bill('--json', '--method', 'peak', '--domain', 'x.b.com');
    const expected = referenceBill('peak', pointsOf('x.b.com'), TERMS);
    expect(JSON.parse(stdout)).toMatchObject({ bandwidth_bps: Number(expected.bandwidthBps), at: expected.at });
  });

  test('is the same for the account itself', async () => {
    const asOps = await bill('--json');
    const asAccount = await bill('--json', '--server', server.url, '--token', 'acme-secret');
    expect([asAccount.code, asAccount.stdout]).toEqual([0, asOps.stdout]);
  });
});

describe('weir bill for people', () => {
  test('prints the number, the point that bills and what it costs', async () => {
    const { code, stdout } = await bill();
    const { bandwidthBps } = referenceBill('monthly-95', pointsOf('www.a.com', 'x.b.com'), TERMS);
    expect(code).toBe(0);
    expect(stdout).toContain(`monthly-95: ${bandwidthBps!.toLocaleString('en-US')} bit/s = `);
    // 10 + 20 x (bps / 2^20 - 1), half up to a hundredth
    const hundredths = (2n * (bandwidthBps! * 2000n - 1000n * 2n ** 20n) + 2n ** 20n) / 2n ** 21n;
    const exact = Number(hundredths) / 100;
    const [, amount = ''] = /charge +([\d.]+) CNY/.exec(stdout) ?? [];
    expect(Math.abs(Number(amount) - exact)).toBeLessThanOrEqual(0.01); // bps were rounded, the amount was not made of that
  });

  test('lays every method side by side', async () => {
    const { code, stdout } = await bill('--what-if');
    expect(code).toBe(0);
    for (const method of METHOD_NAMES) expect(stdout).toMatch(new RegExp(`^${method} `, 'm'));
  });

  test.each([40, 60])('says what headroom is left below %i Gbps', async (gbps) => {
    const points = pointsOf('www.a.com', 'x.b.com');
    const { points: count, discarded } = referenceBill('monthly-95', points, TERMS);
    const level = BigInt(gbps) * 10n ** 9n;
    const above = points.filter(({ bytes }) => bytes * 8n * 11n > level * 300n * 10n).length;
    const { stdout } = await bill('--headroom', String(level));
    const text = (value: number) => value.toLocaleString('en-US');
    const left = `${text(discarded - above)} more points (${text(5 * (discarded - above))} minutes) may be above`;
    expect(stdout).toContain(`headroom  ${above > discarded ? 'none, the percentile is above' : left}`);
    expect(stdout).toContain(
      `${text(above)} ${above > discarded ? 'points are' : 'are'}, ${text(discarded)} of ${text(count)} may be`,
    );
  });
});

describe('weir bill fails', () => {
  test.each<[string, string[], number, RegExp]>([
    ['for nobody’s account', ['--account', 'nobody'], 1, /404\): there is no account "nobody"/],
    ['for another account’s domain', ['--domain', 'other.com'], 1, /404\): there is no domain "other.com"/],
    ['for a month to come', ['--month', '2105-01'], 1, /400\): month: 2105-01 has not begun/],
    ['for no month', ['--month', 'October'], 2, /--month October: a month such as 2026-10/],
    ['for no method', ['--method', '95'], 2, /--method <name>.* Allowed choices are traffic, monthly-95/],
  ])('%s', async (_what, args, status, message) => {
    const { code, stdout, stderr } = await bill(...args);
    expect([code, stdout]).toEqual([status, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });

  test('with the token of another account in the words that hide whether there is one', async () => {
    const { code, stderr } = await bill('--server', server.url, '--token', 'zeta-secret');
    expect([code, stderr.includes('there is no account "acme"')]).toEqual([1, true]);
  });
});
