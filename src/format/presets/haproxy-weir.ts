import type { FormatSpec } from '../spec.ts';

/**
 * The format Weir recommends for HAProxy: `date` is the moment of logging, when the request ended; the host and whether the
 * cache answered are variables of the transaction, set in the frontend.
 *
 *     http-request  set-var(txn.host)  req.hdr(host)
 *     http-response set-var(txn.cache) res.cache_hit,iif(HIT,MISS)
 *     log-format '%ci:%cp [%[date,utime(%Y-%m-%dT%H:%M:%S+00:00)]] "%[var(txn.host)]" %ST %B %Ta "%[var(txn.cache)]" %ft ...'
 */
export const haproxyWeir: FormatSpec = {
  kind: 'template',
  text: '{client:token} [{time:iso8601}] "{host}" {status} {bytes} {duration_ms} "{cache}" {rest}',
};
