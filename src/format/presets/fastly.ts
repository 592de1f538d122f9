import type { FormatSpec } from '../spec.ts';

/** Served from the cache, also stale while the origin is away, or made at the edge without an origin (SYNTH). */
const STATES = ['HIT', 'HIT-STALE', 'HIT-SYNTH'];
/** The origin said that the object had not changed, and the cache's copy was sent: nginx's REVALIDATED. */
const REFRESHED = [...STATES, 'MISS'].map((state) => `${state}-REFRESH`);
/** How the request travelled inside Fastly: to another server of the same place, or waiting for a fetch under way. */
const WAYS = ['', '-CLUSTER', '-WAIT', '-CLUSTER-WAIT', '-WAIT-CLUSTER'];

/**
 * Fastly's log format is the customer's own, in Apache's directives; this is the one Weir recommends. The state has words
 * behind it that say how it came about (fastly.com, VCL reference, fastly_info.state).
 */
export const fastly: FormatSpec = {
  kind: 'apache',
  text: '%h %l %u %t "%r" %>s %O "%{Host}i" %{fastly_info.state}V %D "%{Referer}i" "%{User-Agent}i"',
  hits: [...STATES, ...REFRESHED].flatMap((state) => WAYS.map((way) => state + way)),
};
