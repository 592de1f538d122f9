import type { FormatSpec } from '../spec.ts';

/**
 * Envoy's default format string. START_TIME is when the request came and DURATION its milliseconds; BYTES_SENT is the body
 * alone. Envoy does not escape quotes, and the client's headers stand before the host: a user agent with `" "` in it can
 * move the fields. `envoy-weir` has the host first.
 */
export const envoy: FormatSpec = {
  kind: 'template',
  text:
    '[{start:iso}] "{request}" {status} {flags:token} {received:digits} {bytes} {duration_ms} {upstream_ms:token} ' +
    '"{forwarded_for}" "{user_agent}" "{request_id:token}" "{host}" "{upstream:token}"',
};
