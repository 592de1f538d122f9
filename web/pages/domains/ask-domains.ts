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

const METRICS = ['requests', 'bytes', 'hit_bytes', 'origin_bytes', 'status_5xx', 'bandwidth_bps'] as const;

/** Every domain on its own, in steps that a line of 170 pixels can show; of the period before, bytes alone. */
export function askDomains(chosen: Chosen, which: 'now' | 'before', signal?: AbortSignal): Promise<UsageAnswer> {
  const { view, domains, timeZone, now } = chosen;
  const rough = spanOf({ range: view.range, step: 'auto' }, now);
  const span = spanOf({ range: view.range, step: stepFor(rough.end - rough.start) }, now);
  const common = { domains, timeZone, grouped: true };
  if (which === 'now') return askUsage({ ...common, ...span, metrics: METRICS }, signal);
  return askUsage({ ...common, ...spanBefore(span), metrics: ['bytes'] }, signal);
}

function stepFor(seconds: number): Step {
  if (seconds <= 2 * 86_400) return '5m';
  return seconds <= 62 * 86_400 ? '1h' : '1d';
}
