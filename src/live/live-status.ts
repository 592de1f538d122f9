import type { Uncounted } from './counter-table.ts';
import type { LiveKind } from './servers/index.ts';

/** How a live server's metering is; the first of these that applies. */
export type LiveState =
  | 'unsaved' // its state cannot be read or written: nothing is sent
  | 'refused' // the server of usage would not take a segment
  | 'behind' // too many hours wait to be sent: polling waits
  | 'waiting' // not polled yet
  | 'unreachable'
  | 'garbled'
  | 'quarantined' // something was doubted within the last hour
  | 'ok';

/** For people, and for the server's list of sources. */
export interface LiveStatus {
  readonly kind: LiveKind;
  /** Without user and password. */
  readonly url: string;
  readonly state: LiveState;
  readonly sentence: string;
  /** The newest poll that told something, Unix milliseconds. */
  readonly lastPoll: number | null;
  /** Polls since then that told nothing. */
  readonly missedPolls: number;
  readonly viewers: number;
  readonly publishers: number;
  readonly uncounted: Readonly<Uncounted>;
  /** Callbacks that could not be understood, or not be kept. */
  readonly lostHooks: number;
}

const DOUBT_MS = 3_600_000;

/** What is wrong with the counters themselves, while it is recent. */
export function doubtOf({ quarantinedBytes, doubtfulReadings, lastDoubt }: Uncounted, now: number): string | undefined {
  if (lastDoubt === 0 || Math.abs(now - lastDoubt) > DOUBT_MS) return undefined;
  return `${doubtfulReadings} readings could not be believed, ${quarantinedBytes} bytes above the ceiling are not counted`;
}
