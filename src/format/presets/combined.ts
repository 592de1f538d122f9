import type { FormatSpec } from '../spec.ts';

export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** nginx's default format. It has no host, so a domain must be given. */
export const combined: FormatSpec = { kind: 'nginx', text: COMBINED };
