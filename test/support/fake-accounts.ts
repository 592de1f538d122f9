import type {
  Account,
  Accounts,
  Credential,
  CredentialOf,
  DomainClaim,
  Identity,
} from '../../src/accounts/accounts.ts';

/** An account with everything that a test does not care about left to its default. */
export function fakeAccount(account: Partial<Account> & { readonly id: string }): Account {
  return { timeZone: 'Asia/Shanghai', projects: [], domains: [], credentials: [], contracts: [], ...account };
}

/** A claim on a domain: fakeClaim('www.a.com', { service: 'live' }). */
export function fakeClaim(name: string, claim: Partial<DomainClaim> = {}): DomainClaim {
  return { name, project: 0, service: 'cdn', ...claim };
}

/**
 * Accounts for tests of what stands on them: the same rules as the real ones, written as plainly as they can be read,
 * without an index. Of one name in two accounts each owns from its `from` until the next one's.
 */
export function fakeAccounts(accounts: readonly Account[]): Accounts {
  const claims = accounts.flatMap((account) => account.domains.map((claim) => ({ account, claim })));

  function ownerAt(host: string, at: number): (typeof claims)[number] | undefined {
    const fitting = claims.filter(({ claim }) => covers(claim, host) && (claim.from ?? 0) <= at);
    const longest = Math.max(...fitting.map(({ claim }) => rank(claim)));
    return fitting
      .filter(({ claim }) => rank(claim) === longest)
      .sort((a, b) => (b.claim.from ?? 0) - (a.claim.from ?? 0))[0];
  }

  return {
    accounts,
    operators: [],
    identities: (api) => accounts.flatMap((account) => identitiesOf(account, api)),
    claim(account, host) {
      const own = account.domains.filter((claim) => covers(claim, host));
      return own.sort((a, b) => rank(b) - rank(a) || (b.from ?? 0) - (a.from ?? 0))[0];
    },
    spans(account, host, start, end) {
      const cuts = claims.map(({ claim }) => claim.from ?? 0).filter((from) => from > start && from < end);
      const edges = [...new Set([start, ...cuts, end])].sort((a, b) => a - b);
      const spans = edges.slice(1).map((to, i) => ({ domain: host, start: edges[i]!, end: to }));
      return spans.filter((span) => ownerAt(host, span.start)?.account === account);
    },
    isUnclaimed: (host, at) => ownerAt(host, at) === undefined,
  };
}

function identitiesOf<Api extends Credential['api']>(account: Account, api: Api): Identity<Api>[] {
  const isOfApi = (credential: Credential): credential is CredentialOf<Api> => credential.api === api;
  return account.credentials.filter(isOfApi).map((credential) => ({ account, credential }));
}

function covers({ name }: DomainClaim, host: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name;
}

/** An exact name beats a wildcard, a longer wildcard a shorter. */
function rank({ name }: DomainClaim): number {
  return name.startsWith('*.') ? name.length : 1000;
}
