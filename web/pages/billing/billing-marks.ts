import type { Bill } from '../../api/types.ts';
import type { Mark } from '../../chart/marks.ts';

interface Points {
  readonly starts: readonly number[];
  readonly bandwidth: readonly number[];
}

/**
 * What of a month's points its bill is made of: the line at which it bills, the point that bills, and for a percentile of the
 * month the points above, which were discarded. Overhead lifts the line above the points: the line is drawn at what was measured.
 */
export function billingMarks(
  bill: Bill,
  { starts, bandwidth }: Points,
  words: { readonly level: string; readonly point: string },
): Mark[] {
  if (bill.bandwidth_bps === null) return [];
  const overhead = factorOf(bill.terms.overhead);
  const level = bill.bandwidth_bps / overhead;
  if (bill.daily) {
    const points = bill.daily
      .filter(({ counts }) => !counts)
      .map(({ at, bandwidth_bps: value }) => ({ at, value: value / overhead }));
    const counted = bill.daily
      .filter(({ counts }) => counts)
      .map(({ at, bandwidth_bps: value }) => ({ at, value: value / overhead }));
    return [
      { kind: 'discarded', points },
      { kind: 'counted', points: counted },
      { kind: 'level', value: level, label: words.level },
    ];
  }
  const at = bill.at === null ? undefined : starts.indexOf(bill.at);
  const value = at === undefined || at < 0 ? undefined : bandwidth[at]!;
  return [
    ...(bill.method === 'monthly-95' && value !== undefined
      ? [{ kind: 'discarded', points: pointsAbove({ starts, bandwidth }, value, bill.discarded) } as const]
      : []),
    { kind: 'level', value: level, label: words.level },
    ...(value === undefined ? [] : [{ kind: 'point', at: bill.at!, value, label: words.point } as const]),
  ];
}

/** The points that were put aside: above the one that bills, and of equal ones as many as the bill says. */
export function pointsAbove(
  { starts, bandwidth }: Points,
  value: number,
  discarded: number,
): { at: number; value: number }[] {
  const points = starts.map((at, i) => ({ at, value: bandwidth[i]! }));
  const sorted = points.filter((point) => point.value >= value).sort((a, b) => b.value - a.value);
  return sorted.slice(0, discarded);
}

/** '1.1' or '11/10'. */
function factorOf(text: string): number {
  const [numerator = 1, denominator = 1] = text.split('/').map(Number);
  return numerator / denominator || 1;
}
