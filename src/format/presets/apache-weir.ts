import type { FormatSpec } from '../spec.ts';

/**
 * The format Weir recommends for Apache: vhost_combined, stamped when the request ended, with its duration in microseconds.
 * Where one virtual host serves many names, `%{Host}i` instead of `%v:%p` is what the client asked for.
 */
export const apacheWeir: FormatSpec = {
  kind: 'apache',
  text: String.raw`LogFormat "%v:%p %h %l %u [%{end:%d/%b/%Y:%H:%M:%S %z}t] \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D" weir`,
};
