import type { Account, Accounts } from '../../accounts/accounts.ts';
import { askedDomains, foreignDomain } from '../../query/asked-domains.ts';
import { noPermission, noSuchHost, wrongParameter } from './faults.ts';
import { arrayParam, type QcloudParams } from './params.ts';

/**
 * Which hosts of which projects GetCdnOriginStat is asked about. Neither means all; hosts with projects that do not
 * hold them are refused, hosts without projects are not (weir-contract section 4).
 *
 *     hosts.0=www.test.com&projects.0=0   ->   { hosts: ['www.test.com'], projects: [0] }
 */
export interface Scope {
  /** Host names in the order asked; none = all of the account's. */
  readonly hosts: readonly string[];
  /** Project ids; none = all. */
  readonly projects: readonly number[];
}

export function acceptScope(params: QcloudParams, accounts: Accounts, account: Account): Scope {
  const hosts = askedDomains(arrayParam(params, 'hosts'));
  const projects = arrayParam(params, 'projects')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(projectId);
  if (foreignDomain(accounts, account, hosts) !== undefined) throw noSuchHost();
  if (projects.some((id) => !hasProject(account, id))) throw noPermission();
  if (projects.length > 0 && hosts.some((host) => !projects.includes(accounts.claim(account, host)!.project))) {
    throw noPermission();
  }
  return { hosts, projects };
}

function projectId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw wrongParameter('projects.n');
  return Number(text);
}

const DEFAULT_PROJECT = 0; // every account has it, named in its config or not

function hasProject(account: Account, id: number): boolean {
  const isUsed = account.domains.some((claim) => claim.project === id);
  return id === DEFAULT_PROJECT || isUsed || account.projects.some((project) => project.id === id);
}
