import type { FormatSpec } from '../spec.ts';
import { SQUID_HITS } from './squid-hits.ts';

/**
 * The format Weir recommends for Squid as a reverse proxy: the host the client asked for, and what came from the origin
 * (`%<bs`, a '-' where it was not asked).
 *
 *     logformat weir %ts.%03tu %tr %>a "%{Host}>h" %Ss/%03>Hs %<st %<bs %rm "%ru" %Sh/%<a "%{Referer}>h" "%{User-Agent}>h"
 */
export const squidWeir: FormatSpec = {
  kind: 'template',
  text:
    '{time:msec} {duration_ms} {client:token} "{host}" {cache}/{status} {bytes} {origin_bytes} ' +
    '{method:token} "{rest}',
  hits: SQUID_HITS,
};
