import type { FormatSpec } from '../spec.ts';

/**
 * CloudFront's standard access logs: tabs between columns, UTC, the time is the end of the response. The `#Fields:` line
 * names the columns; these are the 33 of a log that has lost its header. The domain is x-host-header, since cs(Host) is the
 * distribution's own name. RefreshHit: the origin said that the object had not changed. Origin Shield is a cache too.
 */
export const cloudfront: FormatSpec = {
  kind: 'w3c',
  text: `date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)
    cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken
    x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status
    fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len
    sc-range-start sc-range-end`,
  hits: ['Hit', 'RefreshHit', 'OriginShieldHit'],
  utcOffsetSeconds: 0,
};
