import type { FormatSpec } from '../spec.ts';

/**
 * Debian's and Ubuntu's `vhost_combined`: `%O` is the bytes sent, headers included (mod_logio). `%t` is when the request
 * came, and nothing says how long it took, so a line counts in the minute in which its request began. `apache-weir` is exact.
 */
export const apacheVhostCombined: FormatSpec = {
  kind: 'apache',
  text: String.raw`LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined`,
};
