/**
 * What is known of each bucket, because an empty one can mean three things.
 *
 *     complete   metered; a zero here is a zero
 *     filling    it has not ended yet, or it has just ended and its first line is still on the way
 *     silent     part of a quarter of an hour or more of which no line at all came: no visitors, or no logs
 *     future     has not begun
 */
export type BucketState = 'complete' | 'filling' | 'silent' | 'future';

export interface Band {
  readonly state: Exclude<BucketState, 'complete'>;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
}

const SILENCE_SECONDS = 900;
const FRESH_SECONDS = 60; // within a minute of the clock, an end is the live end

/** `starts` are the buckets' starts, `end` the end of the last one, `activity` what shows that a line came (requests + bytes). */
export function bucketStates(
  starts: readonly number[],
  end: number,
  activity: readonly number[],
  now: number,
): BucketState[] {
  const endOf = (i: number) => starts[i + 1] ?? end;
  const states = starts.map(
    (start, i): BucketState => (start >= now ? 'future' : endOf(i) > now ? 'filling' : 'complete'),
  );
  for (let first = 0; first < states.length; first++) {
    if (activity[first]! > 0 || states[first] === 'future') continue;
    let last = first;
    while (last + 1 < states.length && activity[last + 1] === 0 && states[last + 1] !== 'future') last++;
    const isLiveEnd = endOf(last) > now - FRESH_SECONDS;
    if (Math.min(endOf(last), now) - starts[first]! >= SILENCE_SECONDS) states.fill('silent', first, last + 1);
    else if (isLiveEnd) states.fill('filling', first, last + 1);
    first = last;
  }
  return states;
}

/** Neighbours of one state together, for drawing. */
export function bandsOf(states: readonly BucketState[], starts: readonly number[], end: number): Band[] {
  const bands: Band[] = [];
  states.forEach((state, i) => {
    if (state === 'complete') return;
    const own = { state, start: starts[i]!, end: starts[i + 1] ?? end };
    const before = bands.at(-1);
    if (before?.state === state && before.end === own.start) bands[bands.length - 1] = { ...before, end: own.end };
    else bands.push(own);
  });
  return bands;
}
