import type { FormatSpec } from '../spec.ts';
import { TRAFFICSERVER_HITS } from './trafficserver-hits.ts';

/**
 * The format Weir recommends for Traffic Server, an entry of logging.yaml. `%<ssql>` is what came from the origin, 0 where it
 * was not asked; `%<cqtn>` is when the request came, `%<ttms>` its milliseconds. The user agent, which is not escaped, is last.
 *
 *     - name: weir
 *       format: '%<chi> - %<caun> [%<cqtn>] "%<cqtx>" %<pssc> %<psql> "%<{Host}cqh>" %<crc> %<ssql> %<ttms> "%<{User-Agent}cqh>"'
 */
export const trafficserverWeir: FormatSpec = {
  kind: 'template',
  text:
    '{client:token} - {user:token} [{start:clf}] "{request}" {status} {bytes} "{host}" {cache} ' +
    '{origin_bytes:nonzero} {duration_ms} "{user_agent}"',
  hits: TRAFFICSERVER_HITS,
};
