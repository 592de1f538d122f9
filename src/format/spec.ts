/**
 * A log format as a person writes it in weir.yaml or on the command line, before it is compiled.
 *
 *     { nginx: '$remote_addr [$time_local] "$request" $status $bytes_sent "$host"', spread_after: 60s }
 *     { json: { time: time_iso8601, host: host, bytes: bytes_sent, status: status } }
 */
export type FormatSpec = (
  | { readonly kind: 'nginx' /** The log_format text, as pasted. */; readonly text: string }
  | { readonly kind: 'json'; readonly keys: Readonly<JsonKeys> }
) & {
  /** Cache statuses that count as hits, any case; default HIT, STALE, UPDATING, REVALIDATED. */
  readonly hits?: readonly string[];
  /** Longer requests are spread over their minutes, in milliseconds; null = never; default 60,000. */
  readonly spreadAfterMs?: number | null;
  /** The domain of every line, for a format without a host. */
  readonly domain?: string;
};

/** Which key of a JSON log line holds what; a dotted name goes into nested objects. */
export interface JsonKeys {
  /** RFC 3339, nginx's local time, Unix seconds or milliseconds. */
  time: string;
  host?: string;
  bytes: string;
  status?: string;
  cache?: string;
  origin_bytes?: string;
  /** Seconds. */
  duration?: string;
  duration_ms?: string;
}
