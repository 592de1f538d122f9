import type { Counter } from './counters.ts';

/**
 * Usage by domain and minute, in columns. Row i says what `domains[domain[i]]` did in the minute that starts at
 * `minute[i]`. A (domain, minute) pair occurs at most once; rows are in no particular order.
 */
export interface UsageRows {
  readonly length: number;
  /** The distinct host names; `domain` indexes into it. */
  readonly domains: readonly string[];
  readonly domain: Uint32Array;
  /** Start of the minute, Unix seconds. */
  readonly minute: Uint32Array;
  /** One column a counter; bytes are bytes, the rest are counts. */
  readonly counters: Readonly<Record<Counter, BigUint64Array>>;
  /** 1 where the origin numbers were derived from cache misses because the log has no upstream byte count. */
  readonly estimated: Uint8Array;
}
