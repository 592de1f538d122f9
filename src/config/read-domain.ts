import type { DomainClaim } from '../accounts/accounts.ts';
import { startOfDay } from '../accounts/start-of-day.ts';
import type { Place } from './fault.ts';
import { KEYS } from './keys.ts';
import { domainName } from './read-domain-name.ts';
import { openMap } from './read-map.ts';
import { oneOf, text, wholeNumber } from './read-scalar.ts';
import type { Read } from './reading.ts';

export interface PlacedClaim {
  readonly claim: DomainClaim;
  /** Where the name stands. */
  readonly at: Place;
  readonly path: string;
}

/** `{ name: "*.b.com", project: 7, service: live, from: 2026-10-01 }`; projectIds undefined = not known, not checked. */
export function domain(timeZone: string, projectIds: readonly number[] | undefined): Read<PlacedClaim> {
  return (spot, reading) => {
    const map = openMap(spot, reading, KEYS['accounts[].domains[]']);
    if (!map) return undefined;
    const name = map.required('name', domainName);
    const service = map.optional('service', oneOf('cdn', 'live')) ?? 'cdn';
    const from = map.optional('from', firstDay(timeZone));
    const project = map.has('project') ? map.optional('project', wholeNumber) : 0;
    if (project !== undefined && projectIds && !projectIds.includes(project)) {
      const known = projectIds.length > 0 ? `its projects are ${projectIds.join(', ')}` : 'it has no projects';
      reading.fault(
        map.at('project'),
        `${spot.path}: the account has no project ${project}${map.has('project') ? '' : ' (the default)'}; ${known}`,
      );
    }
    if (name === undefined || project === undefined) return undefined;
    return {
      claim: { name, project, service, ...(from !== undefined && { from }) },
      at: map.at('name'),
      path: spot.path,
    };
  };
}

function firstDay(timeZone: string): Read<number> {
  return (spot, reading) => {
    const given = text('a day such as 2026-10-01')(spot, reading);
    if (given === undefined) return undefined;
    return (
      startOfDay(given, timeZone) ??
      reading.refuse(spot, 'is no day: YYYY-MM-DD from 1970 to 2105 is expected, as in 2026-10-01')
    );
  };
}
