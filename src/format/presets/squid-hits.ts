/**
 * The result codes by which Squid says that the object was in its cache: on disk or in memory, still good after the origin was
 * asked (REFRESH_UNMODIFIED), stale because the origin could not be asked (REFRESH_FAIL_OLD, OFFLINE), a cached error
 * (NEGATIVE), or a 304 from the cache (IMS, INM). CF_ means that several requests shared one fetch, _ABORTED and _TIMEDOUT
 * that the client went away: the bytes that were sent came from the cache all the same. wiki.squid-cache.org, SquidLogs.
 */
const CODES = [
  'HIT',
  'MEM_HIT',
  'IMS_HIT',
  'INM_HIT',
  'NEGATIVE_HIT',
  'OFFLINE_HIT',
  'REFRESH_UNMODIFIED',
  'REFRESH_FAIL_OLD',
];

export const SQUID_HITS: readonly string[] = CODES.flatMap((code) =>
  ['TCP_', 'TCP_CF_'].flatMap((prefix) => ['', '_ABORTED', '_TIMEDOUT'].map((suffix) => `${prefix}${code}${suffix}`)),
);
