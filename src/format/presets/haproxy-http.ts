import type { FormatSpec } from '../spec.ts';

/**
 * HAProxy's `option httplog`, raw or behind a syslog header. It has no host of its own: `capture request header Host len 128`
 * must be the first capture, and a line without it is rejected. The time is when the request came, in the machine's local
 * time without a zone, and `%Ta` its milliseconds. UTC is assumed; `utc_offset` says otherwise.
 */
export const haproxyHttp: FormatSpec = {
  kind: 'template',
  text:
    '{client} [{start:clf}] {frontend:token} {server} {request:digits}/{wait:digits}/{connect:digits}/{answer:digits}/' +
    '{duration_ms} {status} {bytes} {c:token} {c:token} {state:token} {connections} {q:digits}/{q:digits} {{{host:capture}',
  utcOffsetSeconds: 0,
};
