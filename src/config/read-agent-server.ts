import type { AgentServer } from './agent-config.ts';
import { AGENT_KEYS } from './agent-keys.ts';
import { listOf } from './read-list.ts';
import { openMap } from './read-map.ts';
import { path, secret, text } from './read-scalar.ts';
import type { Read } from './reading.ts';

/** `{ urls: [ "https://meter.example:8443" ], token: "${WEIR_TOKEN}", ca: ca.pem }` */
export const agentServer: Read<AgentServer> = (spot, reading) => {
  const map = openMap(spot, reading, AGENT_KEYS.server);
  if (!map) return undefined;
  const urls = map.required('urls', origins) ?? [];
  const token = map.required('token', headerToken) ?? '';
  const ca = map.optional('ca', path);
  return { urls, token, ...(ca !== undefined && { ca }) };
};

const EXPECTED = 'an address such as https://meter.example:8443';

const origins: Read<readonly string[]> = (spot, reading) => {
  const urls = listOf(origin, 'addresses ("https://meter.example:8443")')(spot, reading);
  const { value } = spot;
  if (value.kind !== 'list' || !urls) return undefined;
  if (value.items.length === 0)
    return reading.fault(value.at, `${spot.path}: the list is empty; ${EXPECTED} is expected`);
  value.items.forEach((item, i) => {
    const isAgain = urls.length === value.items.length && urls.indexOf(urls[i]!) < i;
    if (isAgain)
      reading.fault(item.at, `${spot.path}[${i}]: this server is in the list already; each is tried in turn`);
  });
  return urls;
};

/** A path, a user or a question in it would be lost: only the origin is used. Not shown: it may hold a password. */
const origin: Read<string> = (spot, reading) => {
  const given = text(EXPECTED)(spot, reading);
  if (given === undefined) return undefined;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return reading.mismatch(spot, EXPECTED);
  if (url.href === `${url.origin}/`) return url.origin;
  return reading.fault(
    spot.value.at,
    `${spot.path}: only scheme, host and port are expected, as in ${EXPECTED.slice(19)}`,
  );
};

/** A token travels in a header, which has no room for control characters; `$(cat file)` often brings a line's end. */
const headerToken: Read<string> = (spot, reading) => {
  const given = secret(spot, reading);
  if (given === undefined || !/\p{Cc}/u.test(given)) return given;
  return reading.fault(spot.value.at, `${spot.path}: the token has a line break or another control character in it`);
};
