import type { FormatSpec } from '../spec.ts';

/**
 * Upyun's logs: combined with an absolute URL, then the cache word, the origin's status as "C/200" and seconds. The size is
 * the body alone. Content type and cache control may be quoted or not.
 */
export const upyun: FormatSpec = {
  kind: 'template',
  text:
    '{client:token} - {user} [{time:local}] "{method:words} {host:url} {protocol:token}" {status} {bytes} "{referer}" ' +
    '"{agent}" {type} {request_bytes:digits} {cache} {source} {static_and_control} {duration} {edge:token}',
  hits: ['HIT'],
};
