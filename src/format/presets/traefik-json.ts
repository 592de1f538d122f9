import type { FormatSpec } from '../spec.ts';

/**
 * Traefik's access log with `format: json` (v2 and v3). `time` is written at the end of the request, `Duration` is in
 * nanoseconds. `OriginContentSize` is missing where no service was asked, so origin requests are exact; both sizes are bodies.
 */
export const traefikJson: FormatSpec = {
  kind: 'json',
  keys: {
    time: 'time',
    host: 'RequestHost',
    bytes: 'DownstreamContentSize',
    status: 'DownstreamStatus',
    origin_bytes: 'OriginContentSize',
    duration_ns: 'Duration',
  },
};
