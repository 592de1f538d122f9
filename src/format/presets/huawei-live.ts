import type { FormatSpec } from '../spec.ts';

/**
 * Huawei Cloud Live's logs: a viewer's session leaves a line for every period of up to 60 s, with the bytes of that period. They
 * are spread over it however short it is, so that each minute gets its own; every line counts as a request.
 */
export const huaweiLive: FormatSpec = {
  kind: 'template',
  text: '[{time:local}]|{host}|{client}|{cdn}|{url}|{status}|{cache}|{scheme}|{method}|{bytes}|{duration}|{agent_and_referer}',
  hits: ['HIT'],
  spreadAfterMs: 0,
};
