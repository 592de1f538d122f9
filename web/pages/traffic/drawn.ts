import type { ChartProps } from '../../chart/chart.tsx';
import type { Line } from '../../chart/plot-data.ts';
import type { Figures } from '../../figures/figures.ts';
import type { Texts } from '../../text/en.ts';
import type { Traffic } from './ask-traffic.ts';
import type { Period } from './period.ts';

/** What a chart shows, apart from where it stands on the page and which buckets it has. */
export type Drawn = Pick<ChartProps, 'title' | 'summary' | 'lines' | 'format' | 'marks' | 'top' | 'base'>;

/** How things are called and written. */
export interface Words {
  readonly text: Texts;
  readonly figures: Figures;
}

export type Compared = Pick<Traffic, 'period' | 'before'>;

/** The same of the period before, with as many values as this one has buckets. */
export function earlier(
  { period, before }: Compared,
  { text }: Words,
  values: (period: Period) => readonly (number | null)[],
): Line[] {
  if (!before) return [];
  const column = values(before);
  const fitted = period.starts.map((_, i) => column[i] ?? null);
  return [{ label: text.traffic.before, values: fitted, colour: 'before', shape: 'line', isBefore: true }];
}
