import Type from 'typebox';
import type { Account, Accounts } from '../accounts/accounts.ts';
import { type Contract, contractFor, defaultTerms, type Terms } from '../billing/contract.ts';
import { HEADROOM_METHODS, type HeadroomMethod } from '../billing/headroom.ts';
import { METHOD_NAMES, type MethodName } from '../billing/method-names.ts';
import { asOfNow } from '../billing/month-points.ts';
import { MONTH_PATTERN, type MonthRange, monthOf, monthRange } from '../billing/month-range.ts';
import { QuestionError } from '../query/question-error.ts';
import { parameterReader } from '../query/read-parameters.ts';
import { DOMAINS } from '../query/usage-parameters.ts';
import type { DomainChoice, UsageQuery } from '../query/usage-query.ts';
import { domainChoice } from '../query/usage-question.ts';
import type { Reader } from './bearer.ts';
import { Problem } from './problem.ts';

const COMMON = {
  month: Type.String({ pattern: MONTH_PATTERN, examples: ['2026-10'], description: 'By the contract’s clocks.' }),
  domain: Type.Optional(DOMAINS),
  account: Type.Optional(
    Type.String({ minLength: 1, examples: ['acme'], description: 'Whose bill; operators have to say.' }),
  ),
};

/** What `GET /weir/v1/billing/what-if` takes. */
export const WhatIfParameters = Type.Object(COMMON);

/** What `GET /weir/v1/billing` takes (weir-contract section 5). */
export const BillingParameters = Type.Object({
  ...COMMON,
  method: Type.Optional(Type.Enum([...METHOD_NAMES], { description: 'Default: the contract’s, else monthly-95.' })),
  headroom: Type.Optional(
    Type.String({
      pattern: '^\\d{1,18}$',
      examples: ['800000000'],
      description: 'A level in bit/s: how many more points above it change nothing. For monthly-95 and night-half-95.',
    }),
  ),
});

/** A month of an account, with the terms that it is billed by. */
export interface BilledMonth {
  readonly account: Account;
  readonly terms: Terms | Contract;
  readonly range: MonthRange;
  readonly domains: DomainChoice;
}

export interface BillingQuestion extends BilledMonth {
  readonly method: MethodName;
  readonly headroom?: { readonly method: HeadroomMethod; readonly levelBps: bigint };
}

/** Who asks, and when: `now` in Unix milliseconds. */
export interface Asking {
  readonly reader: Reader;
  readonly accounts: Accounts;
  readonly now: number;
}

const readBilling = parameterReader(BillingParameters);
const readWhatIf = parameterReader(WhatIfParameters);

/** Throws QuestionError, and Problem 404 for an account that is not the reader's. Whose the domains are is not looked at. */
export function parseBilling(parameters: URLSearchParams, asking: Asking): BillingQuestion {
  const given = readBilling(parameters);
  const month = billedMonth(given, asking);
  const { headroom } = given;
  const method = given.method ?? (headroom === undefined ? month.terms.method : headroomMethod(month.terms.method));
  if (headroom === undefined) return { ...month, method };
  if (isHeadroomMethod(method)) return { ...month, method, headroom: { method, levelBps: BigInt(headroom) } };
  throw new QuestionError(
    'headroom',
    `${method} discards no points of the month; ${HEADROOM_METHODS.join(' and ')} do`,
  );
}

export function parseWhatIf(parameters: URLSearchParams, asking: Asking): BilledMonth {
  return billedMonth(readWhatIf(parameters), asking);
}

/** The month's five-minute bytes so far, summed over the domains. */
export function billingQuery({ range, domains }: BilledMonth, now: number): UsageQuery {
  return { domains, start: range.start, end: asOfNow(range, now), step: 300, counters: ['bytes'], merged: true };
}

interface Given {
  readonly month: string;
  readonly domain?: readonly string[];
  readonly account?: string;
}

function billedMonth({ month, domain, account: id }: Given, { reader, accounts, now }: Asking): BilledMonth {
  const account = billedAccount(id, reader, accounts);
  const terms = contractFor(account.contracts, month) ?? defaultTerms(account.timeZone);
  const current = monthOf(now / 1000, terms.timeZone);
  if (month > current)
    throw new QuestionError('month', `${month} has not begun; ${current} and earlier ones are accepted`);
  return { account, terms, range: monthRange(month, terms.timeZone), domains: domainChoice(domain) };
}

function billedAccount(id: string | undefined, reader: Reader, { accounts }: Accounts): Account {
  if (reader.kind === 'account' && (id === undefined || id === reader.account.id)) return reader.account;
  if (id === undefined) throw new QuestionError('account', 'missing; an operator has to say whose bill it is');
  const account = reader.kind === 'operator' ? accounts.find((each) => each.id === id) : undefined;
  if (account) return account;
  throw new Problem(404, 'unknown-account', `there is no account ${JSON.stringify(id.slice(0, 100))}`);
}

function headroomMethod(method: MethodName): HeadroomMethod {
  return isHeadroomMethod(method) ? method : 'monthly-95';
}

function isHeadroomMethod(method: MethodName): method is HeadroomMethod {
  return (HEADROOM_METHODS as readonly MethodName[]).includes(method);
}
