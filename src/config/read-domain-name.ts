import { canonicalHost } from '../usage/host-name.ts';
import { text } from './read-scalar.ts';
import type { Read, Reading, Spot } from './reading.ts';

/** A host name in the one spelling under which usage is kept: 'WWW.A.com.' -> 'www.a.com'. */
export const hostName: Read<string> = (spot, reading) => {
  const given = text('a domain such as www.a.com')(spot, reading);
  return given === undefined ? undefined : canonical(given, spot, reading);
};

/** A host name, or '*.' and one. */
export const domainName: Read<string> = (spot, reading) => {
  const given = text('a domain such as www.a.com or "*.b.com"')(spot, reading);
  if (given === undefined) return undefined;
  if (!given.startsWith('*.')) return canonical(given, spot, reading);
  const rest = canonical(given.slice(2), spot, reading);
  return rest === undefined ? undefined : `*.${rest}`;
};

function canonical(given: string, spot: Spot, reading: Reading): string | undefined {
  if (given.includes('*'))
    return reading.refuse(spot, 'is no domain: a wildcard is "*." in front of a name, as in "*.b.com"');
  const name = canonicalHost(given);
  if (name === undefined || name.startsWith('.')) {
    return reading.refuse(spot, 'is no domain: a host name of 1 to 253 bytes such as www.a.com is expected');
  }
  // A port would vanish from the name, and whoever wrote it would think that it is metered apart.
  if (name !== given.toLowerCase().replace(/\.$/, ''))
    return reading.refuse(spot, `holds a port: usage is kept per host name, ${name}`);
  return name;
}
