import type { FormatSpec } from '../spec.ts';

/**
 * The format Weir recommends for Envoy's text logs: bytes as they went over the wire, on both sides, and nothing a client
 * chooses before the host. UPSTREAM_WIRE_BYTES_RECEIVED is 0 where no upstream was asked.
 *
 *     [%START_TIME%] %RESPONSE_CODE% %DOWNSTREAM_WIRE_BYTES_SENT% %DURATION% %UPSTREAM_WIRE_BYTES_RECEIVED%
 *     "%REQ(:AUTHORITY)%" "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" "%REQ(USER-AGENT)%"
 */
export const envoyWeir: FormatSpec = {
  kind: 'template',
  text: '[{start:iso}] {status} {bytes} {duration_ms} {origin_bytes:nonzero} ' + '"{host}" "{request}" "{user_agent}"',
};
