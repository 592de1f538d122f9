import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { METHOD_NAMES } from '../../src/billing/method-names.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { createServer } from '../../src/http/server.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import type { UsageStore } from '../../src/usage/usage-store.ts';
import { batchOf, type RowLiteral } from '../support/batches.ts';
import { memoryStore } from '../support/memory-store.ts';
import { calendarOf, instantsOfMonth } from './reference-bill.ts';

// docs/billing.md as a reader takes it: its months, its contracts, its questions; the answers must be those it shows.

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/billing.md'), 'utf8');
const NOW = Date.UTC(2027, 0);

interface Example {
  readonly section: string;
  readonly points: string;
  readonly contract: string;
  readonly request: string;
  readonly answer: string;
}

/** Each question with its answer, the last month above it, and the contract that its section shows above it. */
function examples(): Example[] {
  const found: Example[] = [];
  let [section, points, contract, request] = ['', '', '', ''];
  for (const [, heading, language, code = ''] of PAGE.matchAll(/^##+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (heading) [section, contract] = [heading, ''];
    else if (language === 'points') points = code;
    else if (language === 'yaml') contract = code;
    else if (language === 'http') request = code.trim().replace('GET ', '');
    else if (language === 'json') found.push({ section, points, contract, request, answer: code });
  }
  return found;
}

const MBPS = 37_500_000n; // bytes in five minutes

/** '2026-10-01..2026-10-14  20:00-21:00  300 Mbps': later lines take the place of earlier ones. */
function rowsOf(points: string): RowLiteral[] {
  const [head = '', ...lines] = points.trim().split('\n');
  const [, month = '', timeZone = ''] = /^month (\S+) in (\S+)$/.exec(head)!;
  const calendar = calendarOf(timeZone);
  const stretches = lines.map((line) => {
    const [, from, to = from, start, end, mbps] = /^(\S{10})(?:\.\.(\S{10}))? +(\S{5})-(\S{5}) +(\d+) Mbps$/.exec(
      line,
    )!;
    return { from: from!, to: to!, start: start!, end: end!, bytes: BigInt(mbps!) * MBPS };
  });
  return instantsOfMonth(month, timeZone).flatMap((at): RowLiteral[] => {
    const [day = '', minute = ''] = calendar(at).split(' ');
    const stretch = stretches.findLast((s) => s.from <= day && day <= s.to && s.start <= minute && minute < s.end);
    return stretch ? [['www.a.com', at, { bytes: stretch.bytes }]] : [];
  });
}

const stores = new Map<string, UsageStore>();

beforeAll(async () => {
  for (const points of new Set(examples().map((example) => example.points))) {
    const store = memoryStore();
    const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
    await receiver.receive(batchOf(rowsOf(points)), NOW);
    stores.set(points, store);
  }
});

async function ask({ points, contract, request }: Example): Promise<unknown> {
  const [, timeZone] = / in (\S+)/.exec(points)!;
  const indented = contract.replace(/^(?=.)/gm, '    ');
  const text = `accounts:\n  - id: acme\n    time_zone: ${timeZone}\n    domains: [ { name: www.a.com } ]\n    credentials: [ { api: weir, token: token } ]\n${indented}`;
  const parsed = parseConfig(text, { path: '/etc/weir.yaml', env: {} });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const store = stores.get(points)!;
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 1e9 });
  const app = createServer({ settings: () => parsed.config, store, receiver, vendors: [], clock: () => NOW });
  const answer = await app.inject({ url: request, headers: { authorization: 'Bearer token' } });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

describe('docs/billing.md', () => {
  test('has an example for every method, in a section of its name', () => {
    const shown = examples().filter(({ section, request }) => request.endsWith(`method=${section}`));
    expect(shown.map(({ section }) => section)).toEqual(METHOD_NAMES);
  });

  test('has a formula and a source for every method', () => {
    for (const method of METHOD_NAMES) {
      const section = PAGE.split(/^## /m).find((text) => text.startsWith(`${method}\n`))!;
      expect(section, method).toMatch(/^ {4}(bps|bytes) = /m);
      expect(section, method).toMatch(/Source: /);
    }
  });

  test.each(examples())('$section: $request', async (example) => {
    expect(await ask(example)).toMatchObject(JSON.parse(example.answer));
  });
});
