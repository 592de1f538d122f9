import type { UsageAnswer } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';
import { spanBefore, spanOf } from '../../state/span.ts';
import type { Step, View } from '../../state/view.ts';

interface Chosen {
  readonly view: View;
  readonly domains: readonly string[] | null;
  readonly timeZone: string;
  readonly now: number;
}

/** What is read first, and what may come later: a store reads a month of fifty domains by the column. */
const METRICS = {
  now: ['bytes', 'bandwidth_bps'],
  counts: ['requests', 'hit_bytes', 'origin_bytes', 'status_5xx'],
  before: ['bytes'],
} as const;

/** Every domain on its own, in steps that a line of 170 pixels can show. */
export function askDomains(chosen: Chosen, which: keyof typeof METRICS, signal?: AbortSignal): Promise<UsageAnswer> {
  const { view, domains, timeZone, now } = chosen;
  const rough = spanOf({ range: view.range, step: 'auto' }, now);
  const span = spanOf({ range: view.range, step: stepFor(rough.end - rough.start) }, now);
  const asked = which === 'before' ? spanBefore(span) : span;
  return askUsage({ domains, timeZone, grouped: true, ...asked, metrics: METRICS[which] }, signal);
}

function stepFor(seconds: number): Step {
  if (seconds <= 2 * 86_400) return '5m';
  return seconds <= 62 * 86_400 ? '1h' : '1d';
}
