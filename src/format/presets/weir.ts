import type { FormatSpec } from '../spec.ts';

/**
 * The format Weir recommends for nginx: everything the meter can use. Lists and words are quoted, so that a cache status or
 * an upstream list with spaces cannot be mistaken for the next field.
 */
export const weir: FormatSpec = {
  kind: 'nginx',
  text: `log_format weir '$remote_addr [$time_iso8601] "$request" $status $bytes_sent $request_time "$host" '
                          '"$upstream_cache_status" "$upstream_bytes_received" "$http_referer" "$http_user_agent"';`,
};
