import { COUNTERS } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';
import { type Span, spanBefore, spanOf } from '../../state/span.ts';
import type { View } from '../../state/view.ts';
import { isComparable, type Period, periodOf } from './period.ts';

/** A period and the question that it answers. */
export interface AskedPeriod {
  readonly span: Span;
  readonly period: Period;
}

export interface Traffic extends AskedPeriod {
  /** Absent where nothing is compared, there is nothing to compare with, or it is still on its way. */
  readonly before?: Period;
}

interface Chosen {
  readonly view: View;
  /** null = everything. */
  readonly domains: readonly string[] | null;
  readonly timeZone: string;
  readonly now: number;
}

/** What the Traffic page draws. The period before is asked for beside it: nobody has to wait for that. */
export async function askTraffic(chosen: Chosen, which: 'now' | 'before', signal?: AbortSignal): Promise<AskedPeriod> {
  const now = spanOf(chosen.view, chosen.now);
  const span = which === 'now' ? now : spanBefore(now);
  return { span, period: await askPeriod(span, chosen.domains, chosen.timeZone, signal) };
}

/** Puts both together where they belong together: while one is newer than the other, it stands alone. */
export function compared(now: AskedPeriod, before: AskedPeriod | undefined): Traffic {
  const fits = before !== undefined && isRightBefore(before.span, now.span);
  const isUsable = fits && isComparable(now.period.counters.requests, before.period.counters.requests);
  return { ...now, ...(isUsable && { before: before.period }) };
}

/** As long, of the same steps, and ending where the other starts, give or take the minutes between two refreshes. */
function isRightBefore(before: Span, { start, end, step }: Span): boolean {
  const length = end - start;
  return (
    before.step === step && before.end - before.start === length && Math.abs(before.end - start) <= REFRESH_SECONDS
  );
}

const REFRESH_SECONDS = 300;

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
