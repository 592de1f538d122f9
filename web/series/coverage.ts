/**
 * What is known of each bucket, because an empty one can mean three things.
 *
 *     complete   metered; a zero here is a zero
 *     filling    it has not ended yet
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

/** `starts` are the buckets' starts, `end` the end of the last one, `activity` what shows that a line came (requests + bytes). */
export function bucketStates(starts: readonly number[], end: number, activity: readonly number[], now: number): BucketState[] {
  const endOf = (i: number) => starts[i + 1] ?? end;
  const states = starts.map((start, i): BucketState => (start >= now ? 'future' : endOf(i) > now ? 'filling' : 'complete'));
  for (let first = 0; first < states.length; first++) {
    if (activity[first]! > 0 || states[first] === 'future') continue;
    let last = first;
    while (last + 1 < states.length && activity[last + 1] === 0 && states[last + 1] !== 'future') last++;
    if (Math.min(endOf(last), now) - starts[first]! >= SILENCE_SECONDS) states.fill('silent', first, last + 1);
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
