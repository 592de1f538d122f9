import type { FastifyInstance } from 'fastify';
import type { Account, Accounts } from '../accounts/accounts.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import { type Reader, requireReader } from './bearer.ts';
import type { RouteContext } from './server.ts';

/** One line of the answer; an unclaimed host has no account. */
interface DomainListing {
  readonly domain: string;
  readonly account: string | null;
  readonly project: number | null;
  readonly service: 'cdn' | 'live' | null;
}

const SEEN_WITHIN_SECONDS = 31 * 86_400;

/**
 * GET /weir/v1/domains: the domains a reader may ask about. An account sees its named domains and the hosts its
 * wildcards caught in the last 31 days; an operator sees everybody's, and the hosts that nobody claims.
 */
export function domainRoutes(app: FastifyInstance, { settings, store, clock }: RouteContext): void {
  app.get('/weir/v1/domains', async (request) => {
    const current = settings();
    const reader = requireReader(request.headers.authorization, current);
    return { domains: await listDomains(store, current.accounts, reader, clock()) };
  });
}

/** Sorted by name. `now` in Unix milliseconds. */
export async function listDomains(
  store: UsageStore,
  accounts: Accounts,
  reader: Reader,
  now: number,
): Promise<DomainListing[]> {
  const end = Math.floor(now / 60_000) * 60 + 60;
  const seen = await store.hosts({ start: end - SEEN_WITHIN_SECONDS, end });
  const visible = reader.kind === 'operator' ? accounts.accounts : [reader.account];
  const owned = visible.flatMap((account) => ownedDomains(accounts, account, seen));
  const unclaimed = reader.kind === 'operator' ? seen.filter((host) => accounts.isUnclaimed(host, now / 1000)) : [];
  const listings = [...owned, ...unclaimed.map((domain) => ({ domain, account: null, project: null, service: null }))];
  return listings.sort((a, b) => (a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0));
}

function ownedDomains(accounts: Accounts, account: Account, seen: readonly string[]): DomainListing[] {
  const named = account.domains.map(({ name }) => name).filter((name) => !name.startsWith('*.'));
  const hosts = new Set([...named, ...seen]);
  return [...hosts].flatMap((domain) => {
    const claim = accounts.claim(account, domain);
    return claim ? [{ domain, account: account.id, project: claim.project, service: claim.service }] : [];
  });
}
