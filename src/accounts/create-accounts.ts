import type { DomainSpan } from '../usage/buckets.ts';
import type { Account, Accounts, Credential, CredentialOf, Identity, Operator } from './accounts.ts';
import { claimsByName, type Period, periodsOf } from './ownership.ts';

/**
 * Accounts and operators of a valid config, made ready to be asked. Building it costs one pass over the domains; a
 * question then costs one look-up a label of the host's name, however many domains there are.
 *
 *     const accounts = createAccounts(config.accounts, config.operators);
 *     accounts.spans(acme, 'x.b.com', start, end);   // the parts of [start, end) in which acme owns x.b.com
 */
export function createAccounts(accounts: readonly Account[], operators: readonly Operator[]): Accounts {
  const claims = claimsByName(accounts);
  const identities = identitiesByApi(accounts);
  const periods = (account: Account, host: string) => periodsOf(claims, host).filter((p) => p.account === account);
  return {
    accounts,
    operators,
    identities: (api) => identities[api],
    claim: (account, host) => periods(account, host).at(-1)?.claim,
    spans: (account, host, start, end) => spansWithin(periods(account, host), host, start, end),
    isUnclaimed: (host, at) => !periodsOf(claims, host).some((period) => period.start <= at && at < period.end),
  };
}

/** What is left of the periods between start and end; neighbours (a claim that changes its project) become one span. */
function spansWithin(periods: readonly Period[], host: string, start: number, end: number): DomainSpan[] {
  const spans: DomainSpan[] = [];
  for (const period of periods) {
    const span = { domain: host, start: Math.max(period.start, start), end: Math.min(period.end, end) };
    if (span.start >= span.end) continue;
    const last = spans.at(-1);
    if (last?.end === span.start) spans[spans.length - 1] = { ...last, end: span.end };
    else spans.push(span);
  }
  return spans;
}

type IdentitiesByApi = { readonly [Api in Credential['api']]: readonly Identity<Api>[] };

function identitiesByApi(accounts: readonly Account[]): IdentitiesByApi {
  return {
    jdcloud: identitiesOf(accounts, 'jdcloud'),
    qcloud: identitiesOf(accounts, 'qcloud'),
    huaweicloud: identitiesOf(accounts, 'huaweicloud'),
    weir: identitiesOf(accounts, 'weir'),
  };
}

function identitiesOf<Api extends Credential['api']>(accounts: readonly Account[], api: Api): Identity<Api>[] {
  const isOfApi = (credential: Credential): credential is CredentialOf<Api> => credential.api === api;
  return accounts.flatMap((account) =>
    account.credentials.filter(isOfApi).map((credential) => ({ account, credential })),
  );
}
