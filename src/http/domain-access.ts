import type { Account, Accounts } from '../accounts/accounts.ts';
import type { DomainChoice } from '../query/usage-query.ts';
import { Problem } from './problem.ts';

/** A domain that is not the account's does not exist for it: 404, whoever else has it. */
export function requireOwned(domains: DomainChoice, account: Account, accounts: Accounts): void {
  if (domains.kind === 'all') return;
  const foreign = domains.names.find((name) => accounts.claim(account, name) === undefined);
  if (foreign !== undefined) throw unknownDomain(foreign);
}

/** Some account owns the domain at some time. */
export function isClaimed(accounts: Accounts, domain: string): boolean {
  return accounts.accounts.some((account) => accounts.claim(account, domain) !== undefined);
}

export function unknownDomain(domain: string): Problem {
  return new Problem(404, 'unknown-domain', `there is no domain ${JSON.stringify(domain)}`);
}
