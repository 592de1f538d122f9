import type { LiveMeterState } from './live-meter.ts';
import { count, flag, integer, list, matching, object, orNull, text } from './state-shape.ts';

const mark = object({ at: integer, playBytes: count, publishBytes: count });
const hash = matching(/^[0-9a-f]{32}$/);

const tracked = object(
  {
    ...{ run: text, id: text, vhost: text, app: text, stream: text, protocol: text },
    ...{ role: matching(/^(play|publish|stream)$/), bornAt: integer, ageMs: count, listedAt: integer },
    ...{ missingMs: count, seenIn: count, counted: mark, isNew: flag, isClosed: flag },
  },
  { doubt: object({ first: mark, newest: mark, count }), total: object({ id: text, sentBytes: count }) },
);

const total = object({
  ...{ run: text, id: text, known: count, settled: integer, counted: count },
  ...{ isOlder: flag, isListed: flag, missingMs: count },
});

const row = object({
  ...{ domain: matching(/./), app: text, stream: text, minute: count },
  ...{ playBytes: count, publishBytes: count, playRequests: count, peakViewers: count, version: count },
});

const segment = object({
  ...{ stream: hash, meterHash: hash, index: count, version: count },
  ...{ steps: count, acknowledged: count, rows: list(row) },
});

const state = object({
  kind: matching(/^weir live 1$/),
  source: text,
  table: object({
    ...{ horizon: orNull(integer), lastAt: orNull(integer), snapshots: count, run: text },
    tracked: list(tracked),
    totals: object({ kept: list(total), settledAt: orNull(integer) }),
    uncounted: object({ quarantinedBytes: count, doubtfulReadings: count, strangers: count, lastDoubt: count }),
  }),
  segments: object({ stream: text, index: orNull(count), open: orNull(segment), closed: list(segment) }),
});

/** A state that can be gone on with, or why there is none. */
export type ReadState =
  | { readonly state: LiveMeterState; readonly reason?: undefined }
  | { readonly state?: undefined; readonly reason: string };

/**
 * Reads a state as it was written. Going on with anything else could count a byte twice, so what is odd about it is a
 * reason to begin without; that costs what was sent since the last poll, and says so.
 */
export function readState(content: string, source: string): ReadState {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { reason: 'the state is no JSON' };
  }
  const problem = state(value, '');
  if (problem !== undefined) return { reason: `the state does not fit: ${problem.trim()}` };
  const known = value as LiveMeterState;
  return known.source === source ? { state: known } : { reason: `the state is of ${known.source}` };
}
