import type { FormatSpec } from '../spec.ts';

/**
 * Envoy's access log as JSON, with the key names that Istio gives it. `start_time` is the beginning of the request, so that its
 * end is `duration` milliseconds later; `bytes_sent` is the body. Envoy does not cache: what it sends counts as fetched (estimated).
 */
export const envoyJson: FormatSpec = {
  kind: 'json',
  keys: {
    start: 'start_time',
    host: 'authority',
    bytes: 'bytes_sent',
    status: 'response_code',
    duration_ms: 'duration',
  },
};
