/** What the server's answers look like, as docs/ describes them. */

export const COUNTERS = [
  'requests',
  'bytes',
  'hit_requests',
  'hit_bytes',
  'origin_requests',
  'origin_bytes',
  'status_1xx',
  'status_2xx',
  'status_3xx',
  'status_4xx',
  'status_5xx',
] as const;
export type Counter = (typeof COUNTERS)[number];
export type Metric = Counter | 'bandwidth_bps';

/** One line of GET /weir/v1/usage: columns of equal length. */
export type Series = {
  readonly domain: string | null;
  readonly estimated?: boolean;
  /** Starts of the buckets, Unix seconds. */
  readonly start: readonly number[];
} & Partial<Readonly<Record<Metric, readonly number[]>>>;

export interface UsageAnswer {
  readonly start: number;
  readonly end: number;
  readonly step_seconds: number;
  readonly time_zone: string;
  readonly series: readonly Series[];
}

/** One line of GET /weir/v1/domains; an unclaimed host has no account. */
export interface DomainListing {
  readonly domain: string;
  readonly account: string | null;
  readonly project: number | null;
  readonly service: 'cdn' | 'live' | null;
}

/** GET /page/session. */
export interface Session {
  readonly reader: { readonly kind: 'operator' | 'account'; readonly name: string };
  readonly now: number;
  readonly accounts: readonly SessionAccount[];
  readonly vendors: readonly { readonly name: string; readonly paths: readonly string[] }[];
  readonly apis: readonly string[];
  readonly curls?: readonly Curl[];
}

export interface SessionAccount {
  readonly id: string;
  readonly time_zone: string;
  readonly projects: readonly { readonly id: number; readonly name: string }[];
}

export interface Curl {
  readonly title: string;
  readonly command: string;
}

/** GET /weir/v1/billing (docs/billing.md). Instants are Unix seconds and STARTs of points. */
export interface Bill {
  readonly method: string;
  readonly month: string;
  readonly time_zone: string;
  readonly points: number;
  readonly valid_days: number;
  readonly discarded: number;
  readonly rank: number | null;
  readonly at: number | null;
  readonly bandwidth_bps: number | null;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  /** Points that start before it are in. */
  readonly until: number;
  readonly is_over: boolean;
  readonly days: number;
  readonly days_in_month: number;
  readonly quantity: string;
  readonly unit: string;
  readonly terms: {
    readonly is_contract: boolean;
    readonly method: string;
    readonly percentile: string;
    readonly days: 'valid' | 'all';
    readonly overhead: string;
    readonly unit_base: 1000 | 1024;
  };
  readonly daily?: readonly BillDay[];
  readonly charge?: { readonly currency: string | null; readonly amount: string };
  readonly headroom?: { readonly level_bps: number; readonly minutes: number; readonly points_above: number };
}

/** One day's working, in methods that look at days. */
export interface BillDay {
  readonly date: string;
  readonly at: number;
  readonly bandwidth_bps: number;
  readonly counts: boolean;
}

/** A line of GET /weir/v1/sources (docs/sources.md). */
export interface Source {
  readonly node: string;
  readonly kind: string;
  readonly state: 'ok' | 'behind' | 'faulty' | 'silent' | 'retired';
  readonly version: string | null;
  readonly address: string | null;
  readonly last_heartbeat: number | null;
  readonly clock_skew_seconds: number | null;
  readonly lag_bytes: number | null;
  readonly lag_seconds: number | null;
  readonly spool: { readonly bytes: number; readonly limit: number; readonly is_full: boolean } | null;
  readonly inputs: readonly { readonly input: string; readonly fault: string | null }[];
  readonly streams: readonly SourceStream[];
}

export interface SourceStream {
  readonly path: string;
  readonly stream: string | null;
  readonly format: string;
  readonly state: string;
  readonly fault: string | null;
  readonly lines: number;
  readonly rejects: Readonly<Record<string, number>>;
  readonly samples: readonly { readonly reason: string; readonly offset: number; readonly line: string }[];
  readonly last_minute: number | null;
  readonly last_stored: number | null;
  readonly lag_bytes: number | null;
  readonly lag_seconds: number | null;
}
