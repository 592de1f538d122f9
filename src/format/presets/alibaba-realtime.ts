import type { FormatSpec } from '../spec.ts';

/**
 * Alibaba Cloud CDN's real-time logs, as exported from SLS. `unixtime` is the end of the request, `response_size` the bytes sent
 * with their headers (`body_bytes_sent` would be without), `request_time` milliseconds.
 */
export const alibabaRealtime: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'unixtime',
    host: 'domain',
    bytes: 'response_size',
    status: 'return_code',
    cache: 'hit_info',
    duration_ms: 'request_time',
  },
  hits: ['HIT'],
};
