import type { FormatSpec } from '../spec.ts';

/**
 * Alibaba Cloud CDN's offline logs: the time is the end of the request, its day may have one digit; the host is in the URL; the
 * first number is milliseconds, and of the two sizes the second is the answer's.
 */
export const alibaba: FormatSpec = {
  kind: 'template',
  text:
    '[{time:clf}] {client:token} {proxy:token} {duration_ms} "{referer}" "{method:words} {host:url}" ' +
    '{status} {request_bytes:digits} {bytes} {cache} "{agent_and_type}',
  hits: ['HIT'],
};
