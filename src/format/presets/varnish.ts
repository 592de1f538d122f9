import type { FormatSpec } from '../spec.ts';

/**
 * varnishncsa -F with this text: the time is when the answer had been sent, `%O` its bytes with headers, `%D` microseconds.
 * Handling is hit, miss, pass, pipe or synth; what grace let out late is a hit too.
 */
export const varnish: FormatSpec = {
  kind: 'apache',
  text:
    '%h %l %u %{VSL:Timestamp:Resp[1]}x "%r" %s %O "%{Referer}i" "%{User-Agent}i" ' +
    '"%{Host}i" %{Varnish:handling}x %D',
  hits: ['HIT'],
};
