import { type ChildProcess, fork } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../src/accounts/accounts.ts';
import { createAccounts } from '../src/accounts/create-accounts.ts';
import { createServer } from '../src/http/server.ts';
import { Ledger } from '../src/ingest/ledger.ts';
import { Receiver } from '../src/ingest/receiver.ts';
import { bucketStatements } from '../src/store/bucket-queries.ts';
import { openEmbeddedStore } from '../src/store/embedded-store.ts';
import type { Counter } from '../src/usage/counters.ts';
import { createVendors } from '../src/vendors/index.ts';
import { type Benchmark, costOf, fixed, median, type Table } from './benchmark.ts';
import { FILL_START, fillStore } from './fill-store.ts';

const DOMAIN = 'host500.example.com';
const DOMAINS = 1000;
const DAY_SECONDS = 86_400;
const NOW = (FILL_START + 31 * DAY_SECONDS) * 1000;
const ROUNDS = 21;
const WARM_UP = { days: [1, 31], batches: 30 }; // of every dialect before the first is measured: a server runs for months
const BATCH = 10; // questions a measurement: CPU time is counted in milliseconds

/** A question in one dialect, and the counters that the store must sum for it. */
interface Dialect {
  readonly name: string;
  readonly counters: readonly Counter[];
  /** Buckets before the span that its labels ask for: a label is the end of its bucket at JD. */
  readonly lead?: number;
  /** The longest span the API allows, where that is less than 31 days. */
  readonly maxDays?: number;
  request(url: string, days: number): Asked;
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

export const questions: Benchmark = {
  name: 'questions',
  question: `What does a question about one domain cost, over HTTP, in a store of 1,000 domains x 31 days x 288 five-minute
rows (8.9 M)? CPU is the server's (the asker is another process): HTTP, signature, query, rendering. "Engine alone" is
the same SQL through a bare session of the engine, in turn with it. Aim: at most 1.5 times its CPU. Tencent answers spans
of 7 days and more by the day, so its 31 days are 31 points made of five-minute values.`,
  run: async (say) => {
    const path = await mkdtemp(join(tmpdir(), 'weir-bench-'));
    try {
      return await measure(path, say);
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  },
};

async function measure(path: string, say: (progress: string) => void): Promise<Table> {
  const store = await openEmbeddedStore({ path });
  await fillStore(store, { domains: DOMAINS, days: 31 }, say);
  const { Session } = await import('chdb');
  const session = new Session(join(path, 'engine'));
  await session.queryAsync('USE weir');
  await session.queryAsync('OPTIMIZE TABLE usage_segments FINAL');
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * DAY_SECONDS });
  const settings = {
    accounts: createAccounts([account()], []),
    ingest: { nodes: [] },
    retention: { fiveMinutesSeconds: 400 * DAY_SECONDS },
  };
  const app = createServer({ settings: () => settings, store, receiver, vendors: createVendors(), clock: () => NOW });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const asker = fork(new URL('./ask.child.js', import.meta.url));
  const rows: string[][] = [];
  try {
    const asking = (dialect: Dialect, days: number) => () =>
      ask(
        asker,
        Array.from({ length: BATCH }, () => dialect.request(url, days)),
      );
    say('warming up');
    for (const days of WARM_UP.days) {
      for (const dialect of dialects()) {
        const ask = asking(dialect, Math.min(days, dialect.maxDays ?? 31));
        for (let i = 0; i < WARM_UP.batches; i++) await ask();
      }
    }
    for (const asked of [1, 31]) {
      for (const dialect of dialects()) {
        const days = Math.min(asked, dialect.maxDays ?? 31);
        const costs = await compare(asking(dialect, days), () => runAlone(session, dialect, days));
        rows.push([dialect.name, `${days} d`, ...costs]);
        say(rows.at(-1)!.join(', '));
      }
    }
  } finally {
    asker.kill();
    await app.close();
    session.close();
    await store.close();
  }
  return { columns: ['API', 'span', 'wall ms', 'CPU ms', 'engine alone: wall ms', 'CPU ms', 'ratio of CPU'], rows };
}

async function compare(overHttp: () => Promise<void>, alone: () => Promise<void>): Promise<string[]> {
  const http: { cpuMs: number; wallMs: number }[] = [];
  const bare: { cpuMs: number; wallMs: number }[] = [];
  for (let warm = 0; warm < 3; warm++) {
    await overHttp();
    await alone();
  }
  for (let round = 0; round < ROUNDS; round++) {
    http.push(await costOf(overHttp));
    bare.push(await costOf(alone));
  }
  const of = (costs: typeof http, what: 'cpuMs' | 'wallMs') => median(costs.map((cost) => cost[what])) / BATCH;
  const ratio = of(http, 'cpuMs') / of(bare, 'cpuMs');
  return [of(http, 'wallMs'), of(http, 'cpuMs'), of(bare, 'wallMs'), of(bare, 'cpuMs')]
    .map((ms) => fixed(ms))
    .concat(fixed(ratio, 2));
}

function ask(asker: ChildProcess, requests: readonly Asked[]): Promise<void> {
  return new Promise((resolve, reject) => {
    asker.once('exit', () => reject(new Error('the asking process ended')));
    asker.once('message', () => {
      asker.removeAllListeners('exit');
      resolve();
    });
    asker.send(requests);
  });
}

async function runAlone(
  session: { queryAsync(sql: string, options: { format: string }): Promise<unknown> },
  { counters, lead = 0 }: Dialect,
  days: number,
): Promise<void> {
  const end = NOW / 1000;
  const spans = [{ domain: DOMAIN, start: end - days * DAY_SECONDS - lead * 300, end }];
  for (let i = 0; i < BATCH; i++) {
    for (const { sql } of bucketStatements({ spans, step: 300, counters, merged: false }, 'max_execution_time = 30')) {
      await session.queryAsync(sql, { format: 'Native' });
    }
  }
}

function account(): Account {
  return {
    id: 'bench',
    timeZone: 'Asia/Shanghai',
    projects: [{ id: 0, name: 'default' }],
    domains: Array.from({ length: DOMAINS }, (_, i) => ({
      name: `host${i}.example.com`,
      project: 0,
      service: 'live' as const,
    })),
    contracts: [],
    credentials: [
      { api: 'jdcloud', username: 'bench', secretKey: 'key' },
      { api: 'qcloud', secretId: 'AKID', secretKey: 'key' },
      { api: 'huaweicloud', projectId: 'bench', token: 'token' },
      { api: 'weir', token: 'token' },
    ],
  };
}

function dialects(): Dialect[] {
  return [
    { name: 'JD flow', counters: ['bytes', 'hit_bytes'], lead: 1, request: (url, days) => jd(url, '/api/flow', days) },
    {
      name: 'JD origin_ratio',
      counters: ['bytes', 'origin_bytes'],
      lead: 1,
      request: (url, days) => jd(url, '/api/origin_ratio', days),
    },
    {
      name: 'JD Live bandwidth_flow',
      counters: ['bytes'],
      lead: 1,
      request: (url, days) => jd(url, '/api/live/bandwidth_flow', days),
    },
    { name: 'Tencent GetCdnOriginStat', counters: ['origin_bytes'], request: qcloud },
    { name: 'Huawei stream/traffic', counters: ['bytes'], maxDays: 30, request: huawei },
    { name: 'Weir usage', counters: ['bytes'], request: native },
  ];
}

/** 'YYYY-MM-DD hh:mm:ss' in Shanghai. */
function wall(instant: number): string {
  return new Date((instant + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function jd(url: string, path: string, days: number): Asked {
  const end = NOW / 1000;
  const day = wall(end).slice(0, 10).replaceAll('-', '');
  const body = {
    username: 'bench',
    signature: createHash('md5').update(`${day}benchkey`).digest('hex'),
    domain: DOMAIN,
    start_time: wall(end - days * DAY_SECONDS).slice(0, 16),
    end_time: wall(end).slice(0, 16),
  };
  return {
    url: `${url}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

let nonce = 0;

function qcloud(url: string, days: number): Asked {
  nonce++;
  const end = NOW / 1000;
  const parameters: Record<string, string> = {
    Action: 'GetCdnOriginStat',
    Nonce: String(nonce),
    SecretId: 'AKID',
    SignatureMethod: 'HmacSHA256',
    Timestamp: String(end),
    endDate: wall(end),
    'hosts.0': DOMAIN,
    startDate: wall(end - days * DAY_SECONDS),
    statType: 'flux',
  };
  const text = Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = createHmac('sha256', 'key')
    .update(`GET${new URL(url).host}/v2/index.php?${text}`)
    .digest('base64');
  return {
    url: `${url}/v2/index.php?${new URLSearchParams({ ...parameters, Signature: signature })}`,
    method: 'GET',
    headers: {},
  };
}

function huawei(url: string, days: number): Asked {
  const end = NOW / 1000;
  const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');
  const query = new URLSearchParams({ domain: DOMAIN, start_time: iso(end - days * DAY_SECONDS), end_time: iso(end) });
  return { url: `${url}/v1/bench/stream/traffic?${query}`, method: 'GET', headers: { 'x-auth-token': 'token' } };
}

function native(url: string, days: number): Asked {
  const end = NOW / 1000;
  const query = new URLSearchParams({
    domain: DOMAIN,
    metrics: 'bytes',
    start: String(end - days * DAY_SECONDS),
    end: String(end),
  });
  return { url: `${url}/weir/v1/usage?${query}`, method: 'GET', headers: { authorization: 'Bearer token' } };
}
