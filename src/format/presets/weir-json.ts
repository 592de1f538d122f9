import type { FormatSpec } from '../spec.ts';

/**
 * The JSON twin of `weir`, written by
 *
 *     log_format weir_json escape=json '{"time":"$time_iso8601","host":"$host","status":$status,"bytes":$bytes_sent,'
 *         '"cache":"$upstream_cache_status","origin_bytes":"$upstream_bytes_received","duration":$request_time}';
 */
export const weirJson: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'time',
    host: 'host',
    bytes: 'bytes',
    status: 'status',
    cache: 'cache',
    origin_bytes: 'origin_bytes',
    duration: 'duration',
  },
};
