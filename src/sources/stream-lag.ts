import type { HeartbeatStream } from '../ingest/heartbeat.ts';
import type { StreamExtent } from '../ingest/ledger.ts';

export interface LagContext {
  /** Unix milliseconds by the agent's clock, which is the clock of the log's lines too: a skew cancels out. */
  readonly now: number;
  /** The agent keeps usage in its spool until a server answers. */
  readonly isSpooling: boolean;
  /** How far the server has the stream. */
  readonly stored: StreamExtent | undefined;
  /** The stream's lag at the heartbeat before, and how long ago that was; undefined where there was none. */
  readonly before: () => { readonly seconds: number; readonly ago: number } | undefined;
}

// A minute that grows is sent once a minute, ten seconds after it began: below this nobody is behind, and nothing is looked up.
const USUAL_SECONDS = 120;

/**
 * How old the oldest line is that the server has nothing of, in seconds; 0 when the agent has read the log to its end and
 * nothing of it waits in the spool. null when there are such lines and no time is known yet.
 *
 *     lines up to 12:00 are stored, more of the log is there, it is 12:07   ->   420
 *
 * That is an upper bound, since nobody looks into lines that were not read. It is sharpened by what is known from before: a
 * log that slept for hours and was complete ten seconds ago is not hours behind because of one new line.
 */
export function lagSeconds(stream: HeartbeatStream, { now, isSpooling, stored, before }: LagContext): number | null {
  const unsent = stream.bytes - (stored?.end ?? 0);
  const isWaiting = isSpooling && unsent > stream.pending_bytes && stream.state !== 'refused';
  if (stream.lag_bytes === 0 && !isWaiting) return 0;
  const newest = isWaiting ? stored?.lastMinute || stream.last_line : (stream.last_line ?? stored?.lastMinute);
  if (!newest) return null;
  const age = Math.max(0, Math.floor(now / 1000 - newest));
  if (age <= USUAL_SECONDS) return age;
  const { seconds, ago } = before() ?? { seconds: age, ago: 0 };
  return Math.min(age, seconds + ago);
}
