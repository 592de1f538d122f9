/** What a counter showed, and when. */
export interface Mark {
  /** Unix milliseconds. */
  readonly at: number;
  readonly playBytes: number;
  readonly publishBytes: number;
}

/** Bytes between two marks. */
export interface Step {
  readonly playBytes: number;
  readonly publishBytes: number;
}

/** What to make of a reading that follows a mark. */
export type Judgement = 'plausible' | 'backwards' | 'absurd';

/** Servers count in ticks (SRS every 3 s), so a short interval may show what a longer one sent. */
const TICK_MS = 5000;

/**
 * Can a counter have come from one mark to the next? `ceilingBps`: the most that one counter may rise, bits per second.
 *
 *     judge({ at: 0, playBytes: 100, publishBytes: 0 }, { at: 10_000, playBytes: 90, publishBytes: 0 }, 1e9)   // 'backwards'
 */
export function judge(from: Mark, to: Mark, ceilingBps: number): Judgement {
  const { playBytes, publishBytes } = stepBetween(from, to);
  if (playBytes < 0 || publishBytes < 0) return 'backwards';
  const mostBytes = ((ceilingBps / 8) * (Math.max(0, to.at - from.at) + TICK_MS)) / 1000;
  return playBytes > mostBytes || publishBytes > mostBytes ? 'absurd' : 'plausible';
}

export function stepBetween(from: Mark, to: Mark): Step {
  return { playBytes: to.playBytes - from.playBytes, publishBytes: to.publishBytes - from.publishBytes };
}
