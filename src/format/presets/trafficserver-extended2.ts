import type { FormatSpec } from '../spec.ts';
import { EXTENDED } from './trafficserver-extended.ts';
import { TRAFFICSERVER_HITS } from './trafficserver-hits.ts';

/** The format `extended2` of Traffic Server's logging.yaml: `extended` with four codes more, the last the cache's. */
export const trafficserverExtended2: FormatSpec = {
  kind: 'template',
  text: `${EXTENDED} {hierarchy:words} {client_finish:words} {proxy_finish:words} {cache}`,
  hits: TRAFFICSERVER_HITS,
};
