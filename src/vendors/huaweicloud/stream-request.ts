import type { Account, Accounts } from '../../accounts/accounts.ts';
import { askedDomains, foreignDomain } from '../../query/asked-domains.ts';
import type { UsageQuery } from '../../query/usage-query.ts';
import type { ApiContext } from '../vendor.ts';
import { illegalRequest } from './faults.ts';
import { timestamp } from './stream-points.ts';

/**
 * What the three `stream/...` APIs share (seed 004): the parameters, and which buckets they ask for.
 *
 *     ?domain=play.live.com&start_time=2018-05-19T21:10:00Z&end_time=2018-05-19T22:10:00Z&step=5
 *
 * Neither time: the last complete bucket. Only start_time: until now. Only end_time: refused.
 */
export interface StreamRequest {
  /** Authenticated. */
  readonly account: Account;
  /** Still encoded. */
  readonly rawQuery: string;
}

export interface StreamParams {
  readonly account: Account;
  /** undefined: the sum of the account's live domains. */
  readonly domain: string | undefined;
  readonly stepSeconds: number;
  /** Bucket starts t with first <= t < end; Unix seconds, multiples of the step. */
  readonly first: number;
  readonly end: number;
}

export function acceptStreamRequest(
  { account, rawQuery }: StreamRequest,
  { accounts, now }: Pick<ApiContext, 'accounts' | 'now'>,
): StreamParams {
  const params = readQuery(rawQuery);
  const stepSeconds = acceptStep(params.get('step')) * 60;
  const range = acceptRange(params.get('start_time'), params.get('end_time'), stepSeconds, Math.floor(now / 1000));
  return { account, domain: acceptDomain(accounts, account, params.get('domain')), stepSeconds, ...range };
}

/** One series: the named domain's, or the sum of the account's live domains. */
export function domainsOf({ domain }: StreamParams): Pick<UsageQuery, 'domains' | 'merged'> {
  if (domain === undefined) return { domains: { kind: 'all', service: 'live' }, merged: true };
  return { domains: { kind: 'named', names: [domain] }, merged: false };
}

/** A parameter that is empty counts as absent; one that is given twice could mean either, and is refused. */
export function readQuery(rawQuery: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (value.trim() === '') continue;
    if (params.has(name)) throw illegalRequest();
    params.set(name, value.trim());
  }
  return params;
}

const DEFAULT_STEP = '5'; // minutes; the vendor's later APIs default to 300 s

/** Minutes: a divisor of a day, so that buckets fit between midnights. */
function acceptStep(text = DEFAULT_STEP): number {
  const step = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (step === 0 || 1440 % step !== 0) throw illegalRequest();
  return step;
}

function acceptDomain(accounts: Accounts, account: Account, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const domains = askedDomains([text]);
  if (foreignDomain(accounts, account, domains) !== undefined) throw illegalRequest();
  return domains[0];
}

const DAY = 86_400;
const MAX_SPAN = 30 * DAY;
const MAX_AGE = 92 * DAY; // three months

/** Buckets t with floor(start) <= t < end and t <= now. `now` in seconds. */
function acceptRange(
  startText: string | undefined,
  endText: string | undefined,
  step: number,
  now: number,
): { first: number; end: number } {
  const afterNow = floorTo(now, step) + step; // the end of the bucket that holds now
  if (startText === undefined) {
    if (endText !== undefined) throw illegalRequest();
    return { first: afterNow - 2 * step, end: afterNow - step };
  }
  const start = parseTime(startText);
  const end = endText === undefined ? now : parseTime(endText);
  if (end < start || end - start > MAX_SPAN || start < now - MAX_AGE) throw illegalRequest();
  const first = floorTo(start, step);
  return { first, end: Math.max(first, Math.min(Math.ceil(end / step) * step, afterNow)) };
}

function floorTo(seconds: number, step: number): number {
  return Math.floor(seconds / step) * step;
}

/** 'yyyy-MM-ddTHH:mm:ssZ' -> Unix seconds. */
function parseTime(text: string): number {
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds) || timestamp(milliseconds / 1000) !== text) throw illegalRequest();
  return milliseconds / 1000;
}
