import type { FormatSpec } from '../spec.ts';

/** Huawei Cloud CDN's offline logs; the number behind the client is milliseconds. What follows the user agent differs by age. */
export const huawei: FormatSpec = {
  kind: 'template',
  text:
    '[{time:local}] {client:token} {duration_ms} "{referer}" "{protocol}" "{method}" "{host}" "{path}" ' +
    '{status} {bytes} {cache} "{agent_and_range}',
  hits: ['HIT'],
};
