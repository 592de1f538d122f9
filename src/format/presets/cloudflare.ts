import type { FormatSpec } from '../spec.ts';

/**
 * Cloudflare Logpush, dataset http_requests, as NDJSON. The two timestamps may be nanoseconds, Unix seconds or RFC 3339 (the
 * job's `timestamp_format`); their difference is how long the request took.
 *
 * Hits are the statuses whose bytes came out of Cloudflare's cache: `stale`, `updating` and `revalidated` as with nginx, and
 * `stream_hit`, an object that was still arriving for somebody else. `expired` was fetched anew; `dynamic`, `bypass` and
 * `ignored` never come from the cache, and of `deferred`, `none` and `unknown` nobody can say, so they are no hits.
 */
export const cloudflare: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'EdgeEndTimestamp',
    start: 'EdgeStartTimestamp',
    host: 'ClientRequestHost',
    bytes: 'EdgeResponseBytes',
    status: 'EdgeResponseStatus',
    cache: 'CacheCacheStatus',
  },
  hits: ['hit', 'stale', 'updating', 'revalidated', 'stream_hit'],
};
