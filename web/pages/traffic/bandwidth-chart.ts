import type { Mark } from '../../chart/marks.ts';
import type { Line } from '../../chart/plot-data.ts';
import { type Compared, type Drawn, earlier, type Words } from './drawn.ts';
import { type Period, summaryOf } from './period.ts';

/** The large chart: bandwidth with its 95th percentile as a line and its peak as a point. `now` in Unix seconds. */
export function bandwidthChart(traffic: Compared, words: Words, now: number): Drawn {
  const { period } = traffic;
  const { text, figures } = words;
  const { peak, p95 } = summaryOf(period, now);
  const [peakText, p95Text] = [figures.bandwidth(peak?.value), figures.bandwidth(p95?.value)];
  const marks: Mark[] = [
    ...(p95 ? [{ kind: 'level', value: p95.value, label: `${text.traffic.p95short} ${p95Text}` } as const] : []),
    ...(peak && period.stepSeconds >= 300
      ? [
          {
            kind: 'point',
            at: bucketOf(period, peak.at),
            value: peak.value,
            label: `${text.traffic.peak} ${peakText}`,
          } as const,
        ]
      : []),
  ];
  const line: Line = { label: text.traffic.bandwidth, values: period.bandwidth, colour: 'accent', shape: 'area' };
  return {
    title: text.traffic.bandwidth,
    summary: `${text.traffic.peak} ${peakText}, ${text.traffic.p95} ${p95Text}`,
    lines: [line, ...earlier(traffic, words, (one) => one.bandwidth)],
    ...{ format: figures.bandwidth, marks, base: figures.base },
  };
}

/** The bucket in which an instant lies. */
function bucketOf({ starts }: Period, at: number): number {
  return starts.findLast((start) => start <= at) ?? at;
}
