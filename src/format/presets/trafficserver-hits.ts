/**
 * The result codes (`%<crc>`) by which Apache Traffic Server says that its cache answered: from disk or memory, after the
 * origin confirmed the object (REFRESH_HIT) or could not be asked (REFRESH_FAIL_HIT, REF_FAIL_HIT in the documentation), with
 * a 304 (IMS_HIT), with a redirect it had, or for several requests that shared one fetch (CF_HIT).
 * docs.trafficserver.apache.org, "Cache Result Codes", and the words in the program itself, 9.2.
 */
export const TRAFFICSERVER_HITS: readonly string[] = [
  'TCP_HIT',
  'TCP_MEM_HIT',
  'TCP_DISK_HIT',
  'TCP_CF_HIT',
  'TCP_IMS_HIT',
  'TCP_REFRESH_HIT',
  'TCP_REFRESH_FAIL_HIT',
  'TCP_REF_FAIL_HIT',
  'TCP_HIT_REDIRECT',
  'TCP_HIT_X_REDIRECT',
];
