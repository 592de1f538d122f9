import type { FormatSpec } from '../spec.ts';

/**
 * Caddy's access log (`log { format json }`, Caddy 2). `ts` is the end of the request in Unix seconds, `size` the body without
 * its headers, `duration` in seconds. Caddy has no cache of its own: what it sends counts as fetched (estimated).
 */
export const caddy: FormatSpec = {
  kind: 'json',
  keys: { time: 'ts', host: 'request.host', bytes: 'size', status: 'status', duration: 'duration' },
};
