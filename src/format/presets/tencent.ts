import type { FormatSpec } from '../spec.ts';

/**
 * Tencent Cloud CDN's offline logs as they are today, 16 fields: `20260101080000` in UTC+8 with no zone, bytes with headers,
 * the answer's milliseconds. Referer, user agent and range may be quoted or not: they are found by what stands around them.
 * A hit in a parent node is written as a hit too.
 */
export const tencent: FormatSpec = {
  kind: 'template',
  text:
    '{time:compact} {client:token} {host:token} {path} {bytes} {province:digits} {isp:digits} {status} {referer} ' +
    '{duration_ms} {agent_and_range} {method:words} {protocol:token} {cache} {port:digits}',
  hits: ['HIT'],
  utcOffsetSeconds: 8 * 3600,
};
