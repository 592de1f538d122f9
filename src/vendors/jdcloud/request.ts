import type { Account, Accounts } from '../../accounts/accounts.ts';
import { askedDomains, foreignDomain } from '../../query/asked-domains.ts';
import { parseWallTime } from '../../time/wall-text.ts';
import { type ZoneClock, zoneClock } from '../../time/zone-clock.ts';
import type { ApiContext } from '../vendor.ts';
import { JdFault } from './faults.ts';
import { authenticate } from './signature.ts';

/**
 * What JD's three usage APIs share: the JSON of the body, and how it becomes a question.
 *
 *     {"username":"test_user","signature":"...","domain":"www.a.com,www.b.com",
 *      "start_time":"2016-12-14 07:00","end_time":"2016-12-14 12:59"}
 *
 * Values are trimmed and spaces may repeat, as in the samples of seed 001. A value that is not text counts as missing,
 * or as a wrong format where the vendor has a status for that.
 */
export type JdRequest = Readonly<Record<string, unknown>>;

export interface JdParams {
  readonly account: Account;
  readonly clock: ZoneClock;
  /** Host names in the order asked; none = all of the account's, in one sum. */
  readonly domains: readonly string[];
  /** The first and last label of the answer, which is the END of its bucket; Unix seconds, multiples of 300. */
  readonly firstLabel: number;
  readonly lastLabel: number;
}

/** The body, whatever its Content-Type says; a body that is no JSON object is an exception in JD's words. */
export function readJdRequest(body: Uint8Array): JdRequest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new JdFault('exception');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new JdFault('exception');
  return value as JdRequest;
}

/** Checks a request, in the order of weir-contract section 4: who asks, for which domains, for which time. */
export function acceptJdRequest(
  request: JdRequest,
  { accounts, now }: Pick<ApiContext, 'accounts' | 'now'>,
  emptyDomain: 'refused' | 'means all',
): JdParams {
  const username = textOf(request.username);
  const signature = textOf(request.signature);
  if (!username) throw new JdFault('usernameMissing');
  if (!signature) throw new JdFault('signatureMissing');
  const account = authenticate(accounts, username, signature, now);
  const domains = acceptDomains(request.domain, accounts, account, emptyDomain);
  const clock = zoneClock(account.timeZone);
  return { account, clock, domains, ...acceptLabels(request, clock, Math.floor(now / 1000)) };
}

/** The value's text without spaces around it: '' when it is missing, undefined when it is no text. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value.trim() : undefined;
}

function acceptDomains(
  value: unknown,
  accounts: Accounts,
  account: Account,
  emptyDomain: 'refused' | 'means all',
): string[] {
  const text = textOf(value);
  if (text === undefined) throw new JdFault('domainMissing');
  const domains = askedDomains(text.split(','));
  if (domains.length === 0 && emptyDomain === 'refused') throw new JdFault('domainMissing');
  if (foreignDomain(accounts, account, domains) !== undefined) throw new JdFault('domainForeign');
  return domains;
}

const BUCKET = 300;
const MAX_SPAN = 31 * 86_400; // by the clocks, so that a month with a clock change is a month

function acceptLabels(request: JdRequest, clock: ZoneClock, now: number): Pick<JdParams, 'firstLabel' | 'lastLabel'> {
  const startText = textOf(request.start_time);
  const endText = textOf(request.end_time);
  if (startText === '') throw new JdFault('startMissing');
  const start = startText && parseWallTime(startText, 'minutes');
  const thisMinute = Math.floor(clock.wall(now) / 60) * 60;
  const end = endText === '' ? thisMinute : endText && parseWallTime(endText, 'minutes');
  if (!start || !end) throw new JdFault('timeFormat');
  if (start > end) throw new JdFault('startAfterEnd');
  if (end - start > MAX_SPAN) throw new JdFault('over31Days');
  const lastInstant = endText === '' ? now : Math.min(clock.instant(end), now);
  return {
    firstLabel: Math.ceil(clock.instant(start) / BUCKET) * BUCKET,
    lastLabel: Math.floor(lastInstant / BUCKET) * BUCKET,
  };
}
