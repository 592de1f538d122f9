import { gzipSync } from 'node:zlib';
import { BATCH_CONTENT_TYPE } from '../../src/ingest/batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { batchOf } from './batches.ts';
import { wallText } from './expected-answers.ts';
import type { Random } from './random.ts';
import { ACCESS_KEY, END, PROJECT_ID, SECRETS, START } from './sample-server.ts';
import { HUAWEI_PATH, huaweiHeaders, jdBody, qcloudParams } from './signed-requests.ts';
import { oddText, spoilBytes, spoilFields, spoilSometimes, spoilText } from './spoil.ts';

/**
 * Requests for a fuzzer: a valid one of any end point, spoiled in its fields, its text or its bytes. Half of those that
 * are spoiled in their fields are signed after that, which gets them past the door.
 */
export interface HostileRequest {
  readonly method: string;
  /** Path and query as they are sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Fields = Record<string, unknown>;
type Headers = Record<string, string>;

/** A new request; `url` is the server's. */
export function hostileRequest(random: Random, url: string): HostileRequest {
  const request = random.pick(MAKERS)(random, url);
  const target = random.chance(0.1) ? spoilText(random, request.target) : request.target;
  const body = random.chance(0.2) ? spoilBytes(random, request.body) : request.body;
  const headers = random.chance(0.1) ? spoilHeaders(random, request.headers) : request.headers;
  const method = random.chance(0.03)
    ? random.pick(['PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS', 'POST', 'GET'])
    : request.method;
  return { method, target: target.replace(/[^\x21-\x7e]/g, encodeURIComponentSafely), headers, body };
}

type Maker = (random: Random, url: string) => HostileRequest;

const wall = () => ({ start_time: wallText(START).slice(0, 16), end_time: wallText(END).slice(0, 16) });

const jdcloud: Maker = (random) => {
  const target = `/api/${random.pick(['flow', 'flow', 'origin_ratio', 'live/bandwidth_flow', 'x'])}`;
  const question = {
    ...{ domain: random.pick(['', 'www.a.com', 'www.a.com,x.b.com', 'play.live.com']), ...wall() },
    ...(random.chance(0.3) && { time_point: 'startTime', appName: 'live', streamName: 't1' }),
  };
  const spoiled = random.chance(0.5) ? jdBody(spoilFields(random, question)) : spoilFields(random, jdBody(question));
  const text = JSON.stringify(spoiled);
  const language: Headers = random.chance(0.3)
    ? { 'accept-language': random.pick(['en', 'zh;q=x', '*', 'en;q=1e9,zh']) }
    : {};
  return {
    method: 'POST',
    target,
    headers: language,
    body: Buffer.from(random.chance(0.1) ? spoilText(random, text) : text),
  };
};

const FORMS: readonly Record<string, string>[] = [
  { startDate: wallText(START), endDate: wallText(END), statType: 'flux' },
  { startTime: wallText(START), endTime: wallText(END), statType: 'requests', detail: '1' },
  {
    startDate: wallText(START),
    endDate: wallText(END),
    statType: 'bandwidth',
    'hosts.0': 'www.a.com',
    'hosts.1': 'x.b.com',
    'projects.0': '0',
    'projects.1': '7',
  },
];

const qcloud: Maker = (random, url): HostileRequest => {
  const method = random.pick(['GET', 'POST']);
  const question = random.pick(FORMS);
  const sign = (fields: Fields) => qcloudParams(method, url, texts(fields));
  const fields = random.chance(0.5) ? sign(spoilFields(random, question)) : spoilFields(random, sign(question));
  const form = new URLSearchParams(texts(fields)).toString();
  if (method === 'GET') return { method, target: `/v2/index.php?${form}`, headers: {}, body: NONE };
  const [type, text] = random.pick([
    ['application/x-www-form-urlencoded', form],
    ['application/x-www-form-urlencoded', form.replaceAll('+', ' ')],
    ['application/json', JSON.stringify(fields)],
    ['multipart/form-data; boundary=xYz', multipart(texts(fields))],
    ['text/plain', JSON.stringify(fields)],
  ]);
  return { method, target: '/v2/index.php', headers: { 'content-type': type! }, body: Buffer.from(text!) };
};

function multipart(fields: Record<string, string>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--xYz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--xYz--\r\n`;
}

const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');

const huaweicloud: Maker = (random, url) => {
  const question = { start_time: iso(START), end_time: iso(END), domain: 'play.live.com', step: '5' };
  const query = new URLSearchParams(texts(spoilFields(random, question))).toString();
  const body = random.pick(['', '{}']);
  const headers = random.chance(0.5)
    ? { 'x-auth-token': random.chance(0.9) ? SECRETS.huaweicloudToken : oddText(random) }
    : random.chance(0.5)
      ? huaweiHeaders(url, query, body)
      : {
          ...huaweiHeaders(url, '', body),
          authorization: `SDK-HMAC-SHA256 Access=${ACCESS_KEY}, SignedHeaders=host;x-sdk-date;${oddText(random)}, Signature=00`,
        };
  const path = random.chance(0.9)
    ? HUAWEI_PATH
    : `/v1/${random.pick(['x', PROJECT_ID, '%', '..', oddText(random)])}/stream/traffic`;
  return { method: 'GET', target: `${path}?${query}`, headers, body: Buffer.from(body) };
};

const native: Maker = (random) => {
  const question = {
    domain: 'www.a.com,x.b.com',
    start: String(START),
    end: String(END),
    step: '5m',
    metrics: 'bytes,requests',
    group_by: 'domain',
    time_zone: 'UTC',
  };
  const query = new URLSearchParams(texts(spoilFields(random, question))).toString();
  const token = random.chance(0.8)
    ? SECRETS.weir
    : random.pick([SECRETS.otherWeir, SECRETS.ingest, oddText(random), '']);
  const path = random.pick(['/weir/v1/usage', '/weir/v1/usage', '/weir/v1/usage', '/weir/v1/domains']);
  if (random.chance(0.2)) return streams(random, token);
  return { method: 'GET', target: `${path}?${query}`, headers: { authorization: `Bearer ${token}` }, body: NONE };
};

function streams(random: Random, token: string): HostileRequest {
  const range = { domain: 'play.live.com', start: String(START), end: String(END) };
  const more = random.pick([
    { limit: '5' },
    { app: 'live', stream: 't1', step: '5m' },
    { step: '1d', time_zone: 'UTC' },
  ]);
  const query = new URLSearchParams(texts(spoilFields(random, { ...range, ...more }))).toString();
  const target = `/weir/v1/streams?${query}`;
  return { method: 'GET', target, headers: { authorization: `Bearer ${token}` }, body: NONE };
}

const billing: Maker = (random) => {
  const question = {
    month: new Date(END * 1000).toISOString().slice(0, 7),
    method: random.pick(['monthly-95', 'night-half-95', 'daily-95-average', 'traffic']),
    domain: random.pick(['www.a.com', 'x.b.com,y.b.com', 'other.com']),
    headroom: String(random.below(1e9)),
    account: 'acme',
  };
  const query = new URLSearchParams(texts(spoilFields(random, question))).toString();
  const token = random.pick([SECRETS.weir, SECRETS.weir, SECRETS.operator, SECRETS.otherWeir]);
  const path = random.pick(['/weir/v1/billing', '/weir/v1/billing/what-if', '/weir/v1/openapi.json']);
  return { method: 'GET', target: `${path}?${query}`, headers: { authorization: `Bearer ${token}` }, body: NONE };
};

/** Batches of hosts that nobody asks about afterwards: those that stay sound are stored. */
const ingest: Maker = (random) => {
  const host = `h${random.below(5)}.fuzz.example`;
  const requests = BigInt(random.below(100));
  const batch = batchOf(
    [[host, START + 60 * random.below(100), { requests, bytes: BigInt(random.below(1e9)), status_2xx: requests }]],
    {
      bytes: random.below(2 ** 26),
      index: random.below(3),
    },
  );
  const stream = random.below(4).toString(16).repeat(32);
  const plain = spoilSometimes(random, encodeBatch({ ...batch, stream, path: oddText(random) }));
  const token = random.chance(0.9) ? SECRETS.ingest : oddText(random);
  const headers = { authorization: `Bearer ${token}`, 'content-type': BATCH_CONTENT_TYPE };
  return random.chance(0.5)
    ? { method: 'POST', target: '/weir/v1/ingest', headers, body: plain }
    : {
        method: 'POST',
        target: '/weir/v1/ingest',
        headers: { ...headers, 'content-encoding': 'gzip' },
        body: gzipSync(plain, { level: 1 }),
      };
};

const page: Maker = (random) => {
  const target = random.pick([
    '/',
    '/login',
    '/metrics',
    '/healthz',
    '/readyz',
    '/page/icon.svg',
    '/page/session',
    '/domains?range=7d',
    '/nothing',
    `/${oddText(random)}`,
  ]);
  const cookie: Headers = random.chance(0.3) ? { cookie: `weir_session=${oddText(random)}` } : {};
  const mayPost = target === '/nothing';
  return {
    method: mayPost ? random.pick(['GET', 'POST']) : 'GET',
    target,
    headers: cookie,
    body: mayPost ? Buffer.from(oddText(random)) : NONE,
  };
};

// Not often: ten wrong tokens, and whoever signs in from here is refused for five minutes.
const login: Maker = (random) => {
  return {
    method: 'POST',
    target: '/login',
    headers: { origin: oddText(random) },
    body: Buffer.from(`token=${oddText(random)}`),
  };
};

const MAKERS: readonly Maker[] = [
  ...Array<Maker>(30).fill(jdcloud),
  ...Array<Maker>(30).fill(qcloud),
  ...Array<Maker>(25).fill(huaweicloud),
  ...Array<Maker>(25).fill(native),
  ...Array<Maker>(15).fill(billing),
  ...Array<Maker>(15).fill(ingest),
  ...Array<Maker>(20).fill(page),
  login,
];

const NONE = Buffer.alloc(0);

function texts(fields: Readonly<Fields>): Record<string, string> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(entries.map(([name, value]) => [wellFormed(name!), wellFormed(value!)]));
}

/** Half a surrogate pair cannot be sent. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function spoilHeaders(random: Random, headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = [
    ...Object.keys(headers),
    'content-type',
    'content-encoding',
    'host',
    'accept',
    '__proto__',
    'x-sdk-content-sha256',
    'expect',
  ];
  return { ...headers, [random.pick(names)]: oddText(random) };
}

function encodeURIComponentSafely(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The request as bytes; the length is right, and so are the characters of the headers. */
export function bytesOf({ method, target, headers, body }: HostileRequest, host: string): Buffer {
  const fields = Object.entries({ host, ...headers }).map(
    ([name, value]) => `${name}: ${value.replace(/\p{Cc}/gu, '')}\r\n`,
  );
  const length = body.length > 0 || method !== 'GET' ? `content-length: ${body.length}\r\n` : '';
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${fields.join('')}${length}\r\n`), body]);
}
