import type { Account, Accounts } from '../accounts/accounts.ts';
import { canonicalHost } from '../usage/host-name.ts';

/**
 * Domain names as a client wrote them -> the host names under which usage is kept, each once, in the order asked. What
 * is no host name stays as it is, for `foreignDomain` to find.
 *
 *     askedDomains([' www.a.com', 'WWW.A.com', ''])   // ['www.a.com']
 */
export function askedDomains(names: readonly string[]): string[] {
  const hosts = names.map((name) => name.trim()).filter((name) => name !== '');
  return [...new Set(hosts.map((name) => canonicalHost(name) ?? name))];
}

/** The first name that is not the account's: unknown, another account's, or no host name at all. */
export function foreignDomain(accounts: Accounts, account: Account, hosts: readonly string[]): string | undefined {
  // `x y.b.com` ends like a name below `*.b.com`, but nothing is ever counted under it
  return hosts.find((host) => canonicalHost(host) === undefined || accounts.claim(account, host) === undefined);
}
