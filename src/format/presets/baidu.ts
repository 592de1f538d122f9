import type { FormatSpec } from '../spec.ts';

/**
 * Baidu AI Cloud CDN's logs. Baidu names the fields and shows no line: brackets around the time and quotes around the request
 * are taken from nginx, whose names the fields have; whether those behind the sizes are quoted does not matter.
 */
export const baidu: FormatSpec = {
  kind: 'template',
  text:
    '{client:token} {log_level:token} - {host:token} [{time:local}] {duration_ms} "{request}" {status} {bytes} ' +
    '{body_bytes:digits} {headers} {connection_id:token} {cache} {server:token}',
  hits: ['HIT'],
};
