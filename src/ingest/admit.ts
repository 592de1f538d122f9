import type { UsageRows } from '../usage/rows.ts';
import type { Rejects } from '../usage/segment.ts';

/** What the server's clock and retention make of a segment's rows. */
export interface Admission {
  /** Rows that will be stored; the same columns where nothing was refused. */
  readonly rows: UsageRows;
  /** Lines not stored because of their time. */
  readonly rejects: Pick<Rejects, 'future' | 'expired'>;
}

const DAY_SECONDS = 86_400;

/**
 * Splits off rows more than a day ahead of the server's clock (`future`) and rows before the retention of 5-minute data
 * (`expired`): weir-contract section 3. `now` in Unix milliseconds. Pure.
 */
export function admit(rows: UsageRows, now: number, retentionSeconds: number): Admission {
  const latest = now / 1000 + DAY_SECONDS;
  const earliest = now / 1000 - retentionSeconds;
  const keep: number[] = [];
  let future = 0n;
  let expired = 0n;
  for (let i = 0; i < rows.length; i++) {
    if (rows.minute[i]! > latest) future += rows.counters.requests[i]!;
    else if (rows.minute[i]! < earliest) expired += rows.counters.requests[i]!;
    else keep.push(i);
  }
  const rejects = {
    ...(future > 0n && { future: Number(future) }),
    ...(expired > 0n && { expired: Number(expired) }),
  };
  return { rows: keep.length === rows.length ? rows : pick(rows, keep), rejects };
}

function pick(rows: UsageRows, keep: readonly number[]): UsageRows {
  const counters = Object.entries(rows.counters).map(([name, column]) => [
    name,
    BigUint64Array.from(keep, (i) => column[i]!),
  ]);
  return {
    length: keep.length,
    domains: rows.domains,
    domain: Uint32Array.from(keep, (i) => rows.domain[i]!),
    minute: Uint32Array.from(keep, (i) => rows.minute[i]!),
    counters: Object.fromEntries(counters),
    estimated: Uint8Array.from(keep, (i) => rows.estimated[i]!),
  };
}
