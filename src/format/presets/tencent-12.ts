import type { FormatSpec } from '../spec.ts';

/** Tencent Cloud CDN's offline logs as they were, 12 fields: like `tencent`, without method, protocol, hit and port. */
export const tencent12: FormatSpec = {
  kind: 'template',
  text:
    '{time:compact} {client:token} {host:token} {path} {bytes} {province:digits} {isp:digits} {status} {referer} ' +
    '{duration_ms} {agent_and_range}',
  utcOffsetSeconds: 8 * 3600,
};
