import type { Account, DomainClaim, Project } from '../accounts/accounts.ts';
import type { Contract } from '../billing/contract.ts';
import type { Place } from './fault.ts';
import { KEYS } from './keys.ts';
import { readContracts } from './read-contract.ts';
import { credential, type PlacedCredential } from './read-credential.ts';
import { domain, type PlacedClaim } from './read-domain.ts';
import { listOf } from './read-list.ts';
import { openMap } from './read-map.ts';
import { text, wholeNumber } from './read-scalar.ts';
import { timeZone } from './read-time-zone.ts';
import type { Read } from './reading.ts';

/** An account and the places of its parts, for the faults that only show when accounts are compared. */
export interface PlacedAccount {
  readonly id: string;
  readonly at: Place;
  readonly timeZone: string;
  readonly projects: readonly Project[];
  readonly domains: readonly PlacedClaim[];
  readonly credentials: readonly PlacedCredential[];
  readonly contracts: readonly Contract[];
}

const DEFAULT_ZONE = 'Asia/Shanghai'; // where the vendors whose clocks it sets have theirs
const DEFAULT_PROJECTS: readonly Project[] = [{ id: 0, name: 'default' }];

export const account: Read<PlacedAccount> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS['accounts[]']);
  if (!map) return undefined;
  const id = map.required('id', text("the account's name")) ?? '';
  const zone = map.optional('time_zone', timeZone) ?? DEFAULT_ZONE;
  const projects = map.has('projects') ? map.optional('projects', projectList) : DEFAULT_PROJECTS;
  const projectIds = projects?.map((project) => project.id);
  const domains = map.optional('domains', listOf(domain(zone, projectIds), 'domains ({ name: www.a.com })')) ?? [];
  const credentials = map.optional('credentials', listOf(credential, 'credentials ({ api: ... })')) ?? [];
  const contracts = readContracts(map, zone, reading);
  return { id, at: map.at('id'), timeZone: zone, projects: projects ?? [], domains, credentials, contracts };
};

/** undefined when a project is faulty: which ids there are is then not known, and no domain can be blamed for its own. */
const projectList: Read<readonly Project[]> = (spot, reading) => {
  const before = reading.faults.length;
  const projects = listOf(project, 'projects ({ id: 0, name: default })')(spot, reading);
  if (!projects || reading.faults.length > before) return undefined;
  projects.forEach(({ id, at }, i) => {
    const first = projects.find((other) => other.id === id)!;
    if (first !== projects[i])
      reading.fault(at, `${spot.path}[${i}].id: ${id} is already the project at line ${first.at.line}; ids are unique`);
  });
  return projects.map(({ id, name }) => ({ id, name }));
};

const project: Read<Project & { at: Place }> = (spot, reading) => {
  const map = openMap(spot, reading, KEYS['accounts[].projects[]']);
  const id = map?.required('id', wholeNumber);
  const name = map?.required('name', text("the project's name"));
  return map && id !== undefined && name !== undefined ? { id, name, at: map.at('id') } : undefined;
};

/** Without the places: what the rest of the program sees. */
export function plainAccount(placed: PlacedAccount): Account {
  const { id, timeZone: zone, projects, domains, credentials, contracts } = placed;
  return {
    id,
    timeZone: zone,
    projects,
    domains: domains.map(({ claim }): DomainClaim => claim),
    credentials: credentials.map((each) => each.credential),
    contracts,
  };
}
