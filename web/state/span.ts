import { RANGES, STEPS, type Step, type View } from './view.ts';

/** The buckets that are asked for: Unix seconds, half-open, and the step between them. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: Step;
}

/**
 * A view's range at some moment. `last 24h` ends with the bucket that holds `now` (Unix seconds), so it has 288 buckets of five
 * minutes, the last of them still filling.
 */
export function spanOf({ range, step: chosen }: Pick<View, 'range' | 'step'>, now: number): Span {
  const length = range.kind === 'last' ? RANGES[range.name] : range.end - range.start;
  const step = usableStep(chosen, length);
  if (range.kind === 'between') return { start: range.start, end: range.end, step };
  const size = Math.min(STEPS[step], 3600); // days begin where the account's clocks say: the API finds them
  const end = (Math.floor(now / size) + 1) * size;
  return { start: end - length, end, step };
}

/** As long as the span, right before it. */
export function spanBefore({ start, end, step }: Span): Span {
  return { start: start - (end - start), end: start, step };
}

const MAX_MINUTES_SPAN = 2 * 86_400; // 2,880 points: finer than any screen
const MAX_FIVE_MINUTES_SPAN = 62 * 86_400;

/** Steps that make sense for a span, finest first. */
export function usableSteps(length: number): Step[] {
  return (Object.keys(STEPS) as Step[]).filter((step) => {
    if (step === '1m') return length <= MAX_MINUTES_SPAN;
    if (step === '5m') return length <= MAX_FIVE_MINUTES_SPAN;
    return length >= 2 * STEPS[step];
  });
}

/** What is chosen, or what suits: minutes up to three hours, else five minutes, which is what is billed. */
function usableStep(chosen: Step | 'auto', length: number): Step {
  const usable = usableSteps(length);
  if (chosen !== 'auto' && usable.includes(chosen)) return chosen;
  if (length <= 3 * 3600) return '1m';
  return usable.includes('5m') ? '5m' : '1h';
}
