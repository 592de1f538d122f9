import type { UsageAnswer } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';
import { type Span, spanBefore, spanOf } from '../../state/span.ts';
import type { Step, View } from '../../state/view.ts';

export interface DomainsUsage {
  readonly span: Span;
  readonly usage: UsageAnswer;
  readonly before?: UsageAnswer;
}

interface Chosen {
  readonly view: View;
  readonly domains: readonly string[] | null;
  readonly timeZone: string;
  readonly now: number;
}

/** Every domain on its own, in steps that a line of 170 pixels can show. */
export async function askDomains(
  { view, domains, timeZone, now }: Chosen,
  signal?: AbortSignal,
): Promise<DomainsUsage> {
  const rough = spanOf({ range: view.range, step: 'auto' }, now);
  const span = spanOf({ range: view.range, step: stepFor(rough.end - rough.start) }, now);
  const common = { domains, timeZone, grouped: true };
  const metrics = ['requests', 'bytes', 'hit_bytes', 'origin_bytes', 'status_5xx', 'bandwidth_bps'] as const;
  const [usage, before] = await Promise.all([
    askUsage({ ...common, ...span, metrics }, signal),
    view.compares ? askUsage({ ...common, ...spanBefore(span), metrics: ['bytes'] }, signal) : undefined,
  ]);
  return { span, usage, ...(before && { before }) };
}

function stepFor(seconds: number): Step {
  if (seconds <= 2 * 86_400) return '5m';
  return seconds <= 62 * 86_400 ? '1h' : '1d';
}
