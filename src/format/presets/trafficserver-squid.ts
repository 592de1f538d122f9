import type { FormatSpec } from '../spec.ts';
import { TRAFFICSERVER_HITS } from './trafficserver-hits.ts';

/**
 * The format `squid` of Traffic Server's logging.yaml. Unlike Squid's, its time is when the request came; the number behind
 * it is milliseconds. The host is the URL's after remapping: a rule that maps to the origin's name bills the origin.
 */
export const trafficserverSquid: FormatSpec = {
  kind: 'template',
  text:
    '{start:unix} {duration_ms} {client:token} {cache}/{status} {bytes} ' +
    '{method:token} {host:url} {user:token} {hierarchy:words}/{rest}',
  hits: TRAFFICSERVER_HITS,
};
