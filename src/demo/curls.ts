import { randomInt } from 'node:crypto';
import { DateTime } from 'luxon';
import { jdSignature, signatureDays } from '../vendors/jdcloud/signature.ts';
import { signatureOf, signedText } from '../vendors/qcloud/signature.ts';
import { DEMO_ACCOUNTS, type DemoAccount } from './demo-accounts.ts';

/** A request that somebody can paste into a shell. */
export interface Curl {
  readonly title: string;
  /** One line that starts with `curl`, signed and quoted; no pipe. */
  readonly command: string;
}

export interface CurlChoice {
  /** The server as the shell will reach it, 'http://127.0.0.1:8080': Tencent's signature covers the host. */
  readonly baseUrl: string;
  /** Default: the demo's first account. */
  readonly account?: DemoAccount;
  /** Unix milliseconds. */
  readonly now: number;
  /** What to ask about; default: the account's first plain and first live domain. */
  readonly domain?: string;
  readonly liveDomain?: string;
  /** Makes a Tencent curl different from the one before: each works once. Default: random. */
  readonly nonce?: number;
}

const ASKED_HOURS = 2; // the vendors' answers cover whole buckets, and an hour of them is promised

/**
 * One curl for every vendor API, about the last two hours of a domain.
 *
 *     demoCurls({ baseUrl: 'http://127.0.0.1:8080', now: Date.now() })
 *     // [{ title: 'JD Cloud: traffic', command: "curl -sS 'http://127.0.0.1:8080/api/flow' -H '...' -d '...'" }, ...]
 *
 * JD's are good for their day, Huawei's for as long as the demo lives, Tencent's once and within two hours.
 */
export function demoCurls(choice: CurlChoice): Curl[] {
  const { baseUrl, now, account = DEMO_ACCOUNTS[0]!, nonce = randomInt(1, 2 ** 31) } = choice;
  const domain = choice.domain ?? firstDomain(account, undefined);
  const live = choice.liveDomain ?? firstDomain(account, 'live');
  const question: Question = { base: new URL(baseUrl).origin, account, now, domain, live };
  return [
    { title: 'JD Cloud: traffic', command: jdCurl(question, '/api/flow', domain) },
    { title: 'JD Cloud: origin ratio', command: jdCurl(question, '/api/origin_ratio', domain) },
    { title: 'JD Cloud Live: bandwidth and traffic', command: jdCurl(question, '/api/live/bandwidth_flow', live) },
    { title: 'Tencent Cloud CDN: GetCdnOriginStat (signed: works once)', command: qcloudCurl(question, nonce) },
    { title: 'Huawei Cloud Live: stream traffic', command: huaweicloudCurl(question) },
  ];
}

/** The demo's account of that id; its curls hold its secrets, so nobody else is to see them. */
export function demoAccount(id: string): DemoAccount | undefined {
  return DEMO_ACCOUNTS.find((account) => account.id === id);
}

interface Question {
  readonly base: string;
  readonly account: DemoAccount;
  readonly now: number;
  readonly domain: string;
  readonly live: string;
}

/** Every demo account has both kinds. */
function firstDomain({ domains }: DemoAccount, service: 'live' | undefined): string {
  return domains.find((claim) => !claim.name.startsWith('*.') && claim.service === service)!.name;
}

function jdCurl({ base, account, now }: Question, path: string, domain: string): string {
  const { username, secretKey } = account.credentials.jdcloud;
  const days = signatureDays(account.timeZone, now);
  const body = {
    username,
    signature: jdSignature(days.at(-1)!, username, secretKey), // around midnight: the day that lasts longer
    domain,
    start_time: wallTime(account, now - ASKED_HOURS * HOUR_MS, 'yyyy-MM-dd HH:mm'),
    end_time: wallTime(account, now, 'yyyy-MM-dd HH:mm'),
  };
  return `curl -sS ${quoted(base + path)} -H ${quoted('Content-Type: application/json')} -d ${quoted(JSON.stringify(body))}`;
}

function qcloudCurl({ base, account, now, domain }: Question, nonce: number): string {
  const { secretId, secretKey } = account.credentials.qcloud;
  const path = '/v2/index.php';
  const params = new Map([
    ['Action', 'GetCdnOriginStat'],
    ['SecretId', secretId],
    ['Timestamp', String(Math.floor(now / 1000))],
    ['Nonce', String(nonce)],
    ['SignatureMethod', 'HmacSHA256'],
    ['startDate', wallTime(account, now - ASKED_HOURS * HOUR_MS, 'yyyy-MM-dd HH:mm:ss')],
    ['endDate', wallTime(account, now, 'yyyy-MM-dd HH:mm:ss')],
    ['statType', 'flux'],
    ['hosts.0', domain],
  ]);
  const source = signedText('GET', new URL(base).host, path, params);
  params.set('Signature', signatureOf(source, secretKey, params.get('SignatureMethod')));
  return `curl -sS ${quoted(`${base}${path}?${queryOf(params)}`)}`;
}

function huaweicloudCurl({ base, account, now, live }: Question): string {
  const { projectId, token } = account.credentials.huaweicloud;
  const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const params = new Map([
    ['domain', live],
    ['start_time', iso(now - ASKED_HOURS * HOUR_MS)],
    ['end_time', iso(now)],
  ]);
  const url = `${base}/v1/${projectId}/stream/traffic?${queryOf(params)}`;
  return `curl -sS ${quoted(url)} -H ${quoted(`X-Auth-Token: ${token}`)}`;
}

const HOUR_MS = 3_600_000;

/** What the account's clocks show: JD and Tencent are asked in wall times. */
function wallTime({ timeZone }: DemoAccount, ms: number, format: string): string {
  return DateTime.fromMillis(ms, { zone: timeZone }).toFormat(format);
}

function queryOf(params: ReadonlyMap<string, string>): string {
  return [...params].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

/** One word to any POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
