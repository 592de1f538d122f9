import type { BucketState } from '../series/coverage.ts';

/** A line of a chart, before it is drawn. */
export interface Line {
  readonly label: string;
  /** One value a bucket; null = there is none. */
  readonly values: readonly (number | null)[];
  /** Where the line is, when it stands on others; default: at its values. */
  readonly drawn?: readonly (number | null)[];
  readonly colour: ColourName;
  /** 'area' down to zero, 'step' the same with square shoulders: a sum of a bucket rather than a rate. */
  readonly shape: 'line' | 'area' | 'step';
  /** The period before is drawn as it was, whatever is known of the present one. */
  readonly isBefore?: boolean;
}

export type ColourName = 'accent' | 'before' | 'second' | 's2' | 's3' | 's4' | 's5';

/**
 * What a line shows of each bucket: nothing where nothing is known. The bucket that is still filling belongs to a line of its
 * own (`unfinished`), so that the drop at its end is not taken for one.
 */
export function settled(line: Line, states: readonly BucketState[]): (number | null)[] {
  const values = line.drawn ?? line.values;
  if (line.isBefore) return [...values];
  return values.map((value, i) => (states[i] === 'complete' ? value : null));
}

/** From the last settled value into the bucket that is still filling; null elsewhere. */
export function unfinished(line: Line, states: readonly BucketState[]): (number | null)[] {
  return (line.drawn ?? line.values).map((value, i) => {
    const leadsIn = states[i] === 'complete' && states[i + 1] === 'filling';
    return leadsIn || states[i] === 'filling' ? value : null;
  });
}
