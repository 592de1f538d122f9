import type { FormatSpec } from '../spec.ts';

/**
 * Tencent Cloud CDN's real-time logs, as exported from CLS. `time` is in Unix seconds, `rsp_size` the bytes sent,
 * `request_time` milliseconds, `hit` is hit or miss; a hit in a parent node counts as hit, as Tencent counts it.
 */
export const tencentRealtime: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'time',
    host: 'host',
    bytes: 'rsp_size',
    status: 'http_code',
    cache: 'hit',
    duration_ms: 'request_time',
  },
  hits: ['hit'],
};
