import { COUNTERS } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';
import { type Span, spanBefore, spanOf } from '../../state/span.ts';
import type { View } from '../../state/view.ts';
import { isComparable, type Period, periodOf } from './period.ts';

export interface Traffic {
  readonly span: Span;
  readonly period: Period;
  /** Absent where nothing is compared, or there is nothing to compare with. */
  readonly before?: Period;
}

interface Chosen {
  readonly view: View;
  /** null = everything. */
  readonly domains: readonly string[] | null;
  readonly timeZone: string;
  readonly now: number;
}

/** What the Traffic page draws: the range and, if it is to be compared, the one before. */
export async function askTraffic({ view, domains, timeZone, now }: Chosen, signal?: AbortSignal): Promise<Traffic> {
  const span = spanOf(view, now);
  const ask = (part: Span) => askPeriod(part, domains, timeZone, signal);
  const [period, before] = await Promise.all([ask(span), view.compares ? ask(spanBefore(span)) : undefined]);
  const isUsable = before && isComparable(period.counters.requests, before.counters.requests);
  return { span, period, ...(isUsable && { before }) };
}

async function askPeriod(
  span: Span,
  domains: Chosen['domains'],
  timeZone: string,
  signal?: AbortSignal,
): Promise<Period> {
  const common = { ...span, domains, timeZone, grouped: false };
  const isFive = span.step === '5m';
  const [answer, five] = await Promise.all([
    askUsage({ ...common, metrics: [...COUNTERS, 'bandwidth_bps'] }, signal),
    isFive
      ? undefined
      : askUsage({ ...common, step: '5m', metrics: ['bytes', 'origin_bytes', 'bandwidth_bps'] }, signal),
  ]);
  return periodOf(answer, five ?? answer);
}
