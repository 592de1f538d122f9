/**
 * A log format as a person writes it in weir.yaml or on the command line, before it is compiled.
 *
 *     { nginx: '$remote_addr [$time_local] "$request" $status $bytes_sent "$host"', spread_after: 60s }
 *     { apache: '%v %t "%r" %>s %O' }
 *     { template: '{time:compact} {client} {host} {bytes}', utc_offset: "+08:00" }
 *     { json: { time: time_iso8601, host: host, bytes: bytes_sent, status: status } }
 */
export type FormatSpec = (
  | { readonly kind: TextKind /** The format in its own language, as pasted. */; readonly text: string }
  | { readonly kind: 'json'; readonly keys: Readonly<JsonKeys> }
) & {
  /** Cache statuses that count as hits, any case; default HIT, STALE, UPDATING, REVALIDATED. */
  readonly hits?: readonly string[];
  /** Longer requests are spread over their minutes, in milliseconds; null = never; default 60,000. */
  readonly spreadAfterMs?: number | null;
  /** The domain of every line, for a format without a host. */
  readonly domain?: string;
  /** Where times name no zone: how far their clock is east of Greenwich, in seconds. Text formats only. */
  readonly utcOffsetSeconds?: number;
};

/** The languages of text formats: nginx's, Apache's, our own, and the column names of a `#Fields:` line. */
export const TEXT_KINDS = ['nginx', 'apache', 'template', 'w3c'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/**
 * Which key of a JSON log line holds what; a dotted name goes into nested objects. Numbers may be written as strings, and of
 * a list every value counts, as in nginx's own lists.
 */
export interface JsonKeys {
  /** When the request ended: RFC 3339, nginx's local time, or Unix seconds, milliseconds, microseconds or nanoseconds. */
  time?: string;
  /** When it began, in the same ways: instead of `time` where there is a duration, or instead of a duration. */
  start?: string;
  host?: string;
  bytes: string;
  status?: string;
  cache?: string;
  origin_bytes?: string;
  /** Seconds. */
  duration?: string;
  duration_ms?: string;
  duration_us?: string;
  duration_ns?: string;
}
