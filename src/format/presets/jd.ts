import type { FormatSpec } from '../spec.ts';

/**
 * JD Cloud CDN's logs: no quotes and no brackets, spaces in the user agent, the host in an absolute URL, seconds. The size
 * before the cache word is the answer's, the one before that the request's.
 */
export const jd: FormatSpec = {
  kind: 'template',
  text:
    '{time:clf} {client:token} {proxy:token} {duration} {referer} {method:words} {protocol:token} {host:url} ' +
    '{status} {request_bytes:digits} {bytes} {cache} {agent_and_type}',
  hits: ['HIT'],
};
