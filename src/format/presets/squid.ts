import type { FormatSpec } from '../spec.ts';
import { SQUID_HITS } from './squid-hits.ts';

/**
 * Squid's native format, `logformat=squid`: the time is the end, the number behind it milliseconds, bytes with headers, the
 * host in the URL, or `host:port` where a tunnel was asked for.
 */
export const squid: FormatSpec = {
  kind: 'template',
  text:
    '{time:unix} {duration_ms} {client:token} {cache}/{status} {bytes} ' +
    '{method:token} {host:url} {user:token} {hierarchy:words}/{rest}',
  hits: SQUID_HITS,
};
