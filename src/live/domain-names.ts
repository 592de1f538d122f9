import { canonicalHost } from '../usage/host-name.ts';
import type { StreamPlace } from './snapshot.ts';

/** A config's `domains`: a vhost's or an application's name -> the domain whose usage it is. */
export type DomainNames = Readonly<Record<string, string>>;

/** What cannot be a domain's name is kept under this one: nothing is lost, and an operator sees it as unclaimed. */
export const UNNAMED = 'unnamed.invalid';

/**
 * The domain of a stream: as the config maps its vhost, else its application, else the vhost's own name (many give a vhost
 * the domain's name), else the application's.
 *
 *     domainOf({ vhost: '__defaultVhost__', app: 'live', stream: 't1' }, { __defaultVhost__: 'play.live.com' })
 *     // 'play.live.com'
 */
export function domainOf({ vhost, app }: StreamPlace, names: DomainNames): string {
  for (const name of [vhost, app]) if (name !== '' && Object.hasOwn(names, name)) return names[name]!;
  return canonicalHost(vhost || app) ?? UNNAMED;
}
