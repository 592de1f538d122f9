import type { FormatSpec } from '../spec.ts';

/** `"METHOD URL PROTOCOL"`, status and body, then status and body of the origin, five lengths more and seconds. */
export const EXTENDED =
  '{client:token} - {user:token} [{start:clf}] "{method:token} {host:url} {protocol:token}" {status} {bytes} ' +
  '{origin_status:digits} {body:digits} {l:digits} {l:digits} {l:digits} {l:digits} {l:digits} {l:digits} {duration}';

/**
 * The format `extended` of Traffic Server's logging.yaml. It says nothing about the cache, and its byte count is the body
 * alone; `%<sscl>`, the origin's body, is 0 both where the origin was not asked and where its answer had none, so origin
 * traffic stays an estimate. `trafficserver-weir` knows all three.
 */
export const trafficserverExtended: FormatSpec = { kind: 'template', text: EXTENDED };
