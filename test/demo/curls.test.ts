import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { demoAccount, demoCurls } from '../../src/demo/curls.ts';
import { DEMO_ACCOUNTS } from '../../src/demo/demo-accounts.ts';
import { createVendors } from '../../src/vendors/index.ts';
import type { ApiRequest, ApiResponse, Vendor } from '../../src/vendors/vendor.ts';
import { fakeAskLive } from '../support/fake-live.ts';
import { fakeAsk } from '../support/fake-usage.ts';
import { textOf } from '../vendors/answer-text.ts';
import { readDemoConfig } from './read-demo-config.ts';

const NOW = Date.UTC(2026, 5, 9, 13, 7, 31);
const BASE = 'http://127.0.0.1:8080';
const { accounts } = readDemoConfig();
const curls = (choice: Partial<Parameters<typeof demoCurls>[0]> = {}) =>
  demoCurls({ baseUrl: BASE, now: NOW, ...choice });

/** The arguments that a real shell hands to curl. */
function argumentsOf(command: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; ${command}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

/** The request that curl would send. */
function requestOf(command: string): ApiRequest {
  const words = argumentsOf(command);
  const url = new URL(words.find((word) => word.startsWith('http'))!);
  const after = (flag: string) => words.flatMap((word, i) => (words[i - 1] === flag ? [word] : []));
  const headers = after('-H').map((line) => line.split(/: (.*)/).slice(0, 2));
  const [body] = after('-d');
  return {
    method: body === undefined ? 'GET' : 'POST',
    path: url.pathname,
    rawQuery: url.search.slice(1),
    headers: { host: url.host, ...Object.fromEntries(headers.map(([name, value]) => [name!.toLowerCase(), value])) },
    body: Buffer.from(body ?? ''),
  };
}

async function answer(vendors: readonly Vendor[], command: string, now = NOW): Promise<ApiResponse> {
  const request = requestOf(command);
  const vendor = vendors.find(({ routes }) =>
    routes.some(({ method, path }) => {
      const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
      return method === request.method && pattern.test(request.path);
    }),
  );
  const report = (error: unknown) => {
    throw error;
  };
  return vendor!.answer(request, { accounts, now, askLive: fakeAskLive(accounts), ask: fakeAsk(accounts, []) }, report);
}

async function succeeds(vendors: readonly Vendor[], command: string, now = NOW): Promise<boolean> {
  const { status, body } = await answer(vendors, command, now);
  const { status: jd, code } = JSON.parse(textOf(body)) as { status?: number; code?: number };
  return status === 200 && (jd ?? 0) === 0 && (code ?? 0) === 0;
}

describe("the demo's curls", () => {
  test('are one line each that starts with curl and has no pipe', () => {
    expect(curls()).toHaveLength(5);
    for (const { command } of curls()) {
      expect(command).toMatch(/^curl /);
      expect(command).not.toMatch(/[|\n\r]/);
    }
  });

  test.each(DEMO_ACCOUNTS.map(({ id }) => id))('are accepted by the vendors’ own checks for %s', async (id) => {
    const vendors = createVendors();
    for (const { title, command } of curls({ account: demoAccount(id)! })) {
      expect(await succeeds(vendors, command), `${title}: ${command}`).toBe(true);
    }
  });

  test('are refused when a character of what was signed changes', async () => {
    const [flow, , , qcloud, huawei] = curls().map(({ command }) => command) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const vendors = createVendors();
    expect(await succeeds(vendors, flow.replace(/("signature":")./, '$1x'))).toBe(false);
    expect(await succeeds(vendors, qcloud.replace('statType=flux', 'statType=bandwidth'))).toBe(false);
    expect(await succeeds(vendors, huawei.replace('X-Auth-Token: demo', 'X-Auth-Token: Demo'))).toBe(false);
  });

  test('ask for at least an hour of every API', async () => {
    const vendors = createVendors();
    const [flow, ratio, live, qcloud, huawei] = await Promise.all(
      curls().map(async ({ command }) => JSON.parse(textOf((await answer(vendors, command)).body))),
    );
    expect(flow.data[0].data.length).toBeGreaterThanOrEqual(12);
    expect(ratio.data[0].data.length).toBeGreaterThanOrEqual(12);
    expect(live.data.length).toBeGreaterThanOrEqual(12);
    expect(qcloud.data['2026-06-09']['dl.lantern.example'].length).toBeGreaterThanOrEqual(12);
    expect(huawei.total).toBeGreaterThanOrEqual(12);
  });

  test('work once where they are Tencent’s, and a fresh one works again', async () => {
    const vendors = createVendors();
    const [first, second] = [curls()[3]!.command, curls()[3]!.command];
    expect(await succeeds(vendors, first)).toBe(true);
    expect(await succeeds(vendors, first)).toBe(false);
    expect(await succeeds(vendors, second)).toBe(true);
  });

  test.each(['2026-06-09T15:59:59Z', '2026-06-09T16:00:00Z', '2026-12-31T15:55:00Z'])(
    'are good around midnight, at %s',
    async (time) => {
      const now = Date.parse(time);
      for (const { command } of curls({ now }))
        expect(await succeeds(createVendors(), command, now + 60_000)).toBe(true);
    },
  );

  test('ask about the domains one chooses', () => {
    const commands = curls({ domain: 'tokyo.shops.lantern.example', liveDomain: 'x.lantern.example' }).map(
      ({ command }) => command,
    );
    expect(commands.map((command) => command.includes('tokyo.shops'))).toEqual([true, true, false, true, false]);
    expect(commands.map((command) => command.includes('x.lantern'))).toEqual([false, false, true, false, true]);
  });

  test('hold one word each, whatever the address is', () => {
    const [flow] = curls({ baseUrl: "http://[::1]:8080/it's" });
    expect(argumentsOf(flow!.command)[1]).toBe('http://[::1]:8080/api/flow');
  });
});
