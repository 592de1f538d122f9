import { useMemo } from 'preact/hooks';
import { Chart, type ChartProps } from '../../chart/chart.tsx';
import type { Mark } from '../../chart/marks.ts';
import type { Line } from '../../chart/plot-data.ts';
import { bucketStates } from '../../series/coverage.ts';
import { useWeir } from '../../state/context.ts';
import type { Traffic } from './ask-traffic.ts';
import { type Period, summaryOf } from './period.ts';
import { ratios } from './ratios.ts';

const [TALL, LOW] = [300, 160];

/** Bandwidth large, everything else small below it; one cursor walks through all, and dragging on any zooms all. */
export function TrafficCharts({ traffic }: { readonly traffic: Traffic }) {
  const { text, go, view, figures, now, language } = useWeir();
  const { period } = traffic;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` is a clock, not a value
  const states = useMemo(() => {
    const { requests, bytes, origin_bytes: origin } = period.counters;
    return bucketStates(period.starts, period.end, requests.map((count, i) => count + bytes[i]! + origin[i]!), now());
  }, [period]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `figures` follows base and language
  const charts = useMemo(() => chartsOf(traffic, { text, figures }, now()), [traffic, view.base, language]);
  const zoom = (start: number, end: number) => go({ range: { kind: 'between', start, end }, step: 'auto' });
  const common = { starts: period.starts, end: period.end, states, onZoom: zoom, syncKey: 'traffic' };
  const { main, others } = charts;
  return (
    <div class="charts">
      <div class="card wide">
        <Chart {...common} {...main} height={TALL} />
        <p class="quiet small hint">
          {text.traffic.zoomHint} {states.includes('silent') && text.traffic.silent} {period.isEstimated && text.traffic.estimated}
        </p>
      </div>
      {others.map((chart) => (
        <div class="card" key={chart.title}>
          <Chart {...common} {...chart} height={LOW} />
        </div>
      ))}
    </div>
  );
}

type Drawn = Pick<ChartProps, 'title' | 'summary' | 'lines' | 'format' | 'marks' | 'top' | 'base'>;
type Words = Pick<ReturnType<typeof useWeir>, 'text' | 'figures'>;

function chartsOf({ period, before }: Traffic, words: Words, now: number): { main: Drawn; others: Drawn[] } {
  const earlier = (values: ((period: Period) => readonly (number | null)[]) | undefined): Line[] =>
    before && values ? [{ label: words.text.traffic.before, values: fitted(values(before), period), colour: 'before', shape: 'line', isBefore: true }] : [];
  return { main: bandwidthChart(period, earlier((one) => one.bandwidth), words, now), others: smallCharts(period, earlier, words) };
}

/** As many values as this period has buckets. */
function fitted(values: readonly (number | null)[], { starts }: Period): (number | null)[] {
  return starts.map((_, i) => values[i] ?? null);
}

function bandwidthChart(period: Period, earlier: readonly Line[], { text, figures }: Words, now: number): Drawn {
  const { peak, p95 } = summaryOf(period, now);
  const [peakText, p95Text] = [figures.bandwidth(peak?.value), figures.bandwidth(p95?.value)];
  const marks: Mark[] = [
    ...(p95 ? [{ kind: 'level', value: p95.value, label: `${text.traffic.p95short} ${p95Text}` } as const] : []),
    ...(peak && period.stepSeconds >= 300 ? [{ kind: 'point', at: bucketOf(period, peak.at), value: peak.value, label: `${text.traffic.peak} ${peakText}` } as const] : []),
  ];
  return {
    title: text.traffic.bandwidth,
    summary: `${text.traffic.peak} ${peakText}, ${text.traffic.p95} ${p95Text}`,
    lines: [{ label: text.traffic.bandwidth, values: period.bandwidth, colour: 'accent', shape: 'area' }, ...earlier],
    ...{ format: figures.bandwidth, marks, base: figures.base },
  };
}

/** The bucket in which an instant lies. */
function bucketOf({ starts }: Period, at: number): number {
  return starts.findLast((start) => start <= at) ?? at;
}

function smallCharts(
  period: Period,
  earlier: (values: (period: Period) => readonly (number | null)[]) => Line[],
  { text, figures }: Words,
): Drawn[] {
  const { counters } = period;
  const { traffic: words } = text;
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const ratioOf = (part: readonly number[], whole: readonly number[]) => figures.ratio(total(whole) > 0 ? total(part) / total(whole) : null);
  const sums: Drawn[] = [
    {
      title: words.traffic,
      summary: figures.bytes(total(counters.bytes)),
      lines: [{ label: words.traffic, values: counters.bytes, colour: 'accent', shape: 'step' }, ...earlier((one) => one.counters.bytes)],
      ...{ format: figures.bytes, base: figures.base },
    },
    {
      title: words.requests,
      summary: figures.count(total(counters.requests)),
      lines: [{ label: words.requests, values: counters.requests, colour: 'accent', shape: 'step' }, ...earlier((one) => one.counters.requests)],
      format: figures.count,
    },
  ];
  const hit: Drawn = {
    title: words.hitRatio,
    summary: `${ratioOf(counters.hit_bytes, counters.bytes)} ${words.hitBytes}`,
    lines: [
      { label: words.hitBytes, values: ratios(counters.hit_bytes, counters.bytes), colour: 'accent', shape: 'line' },
      { label: words.hitRequests, values: ratios(counters.hit_requests, counters.requests), colour: 'second', shape: 'line' },
    ],
    ...{ format: figures.ratio, top: 1 },
  };
  const origin: Drawn[] = [
    {
      title: words.originBandwidth,
      summary: figures.bytes(total(counters.origin_bytes)),
      lines: [{ label: words.originBandwidth, values: period.originBandwidth, colour: 'accent', shape: 'area' }, ...earlier((one) => one.originBandwidth)],
      ...{ format: figures.bandwidth, base: figures.base },
    },
    {
      title: words.originRatio,
      summary: ratioOf(counters.origin_bytes, counters.bytes),
      lines: [{ label: words.originRatio, values: ratios(counters.origin_bytes, counters.bytes), colour: 'accent', shape: 'line' }, ...earlier((one) => ratios(one.counters.origin_bytes, one.counters.bytes))],
      format: figures.ratio,
    },
  ];
  return [...sums, hit, ...origin, statusChart(period, { text, figures })];
}

/** Each class above the next worse one, so that errors stand on the floor, where even few are seen. */
function statusChart({ counters }: Period, { text, figures }: Words): Drawn {
  const classes = ([2, 3, 4, 5] as const).map((digit) => ({
    label: text.traffic.status(digit),
    values: counters[`status_${digit}xx`],
    colour: `s${digit}` as const,
    shape: 'line' as const,
  }));
  const total = (values: readonly number[]) => values.reduce((sum, count) => sum + count, 0);
  return {
    title: text.traffic.statuses,
    summary: classes.map(({ label, values }) => `${label} ${figures.count(total(values))}`).join(', '),
    lines: classes,
    format: figures.count,
  };
}
