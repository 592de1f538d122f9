import type { FormatSpec } from '../spec.ts';

/**
 * Huawei Cloud CDN's real-time logs, as exported from LTS. `request_time` is in Unix milliseconds, `response_size` the bytes
 * sent. `response_time` is read as milliseconds, the unit of the same figure in Huawei's log files.
 */
export const huaweiRealtime: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'request_time',
    host: 'domain',
    bytes: 'response_size',
    status: 'http_code',
    cache: 'hit_info',
    duration_ms: 'response_time',
  },
  hits: ['HIT'],
};
