import { useMemo } from 'preact/hooks';
import { Chart, type ChartProps } from '../../chart/chart.tsx';
import type { Mark } from '../../chart/marks.ts';
import type { Line } from '../../chart/plot-data.ts';
import { bucketStates } from '../../series/coverage.ts';
import { sum } from '../../series/percentile.ts';
import { addColumns } from '../../series/roll-up.ts';
import { useWeir } from '../../state/context.ts';
import { STEPS, type Step } from '../../state/view.ts';
import type { Traffic } from './ask-traffic.ts';
import { forSmallCharts } from './coarser.ts';
import { type Period, summaryOf } from './period.ts';
import { ratio, ratios } from './ratios.ts';

const [TALL, LOW] = [300, 160];

/** Bandwidth large, everything else small below it; one cursor walks through all, and dragging on any zooms all. */
export function TrafficCharts({ traffic }: { readonly traffic: Traffic }) {
  const { text, go, view, figures, now, language } = useWeir();
  const { period } = traffic;
  // `now` is a clock, `figures` follows base and language
  const { main, others } = useMemo(() => {
    const small = { period: forSmallCharts(period), ...(traffic.before && { before: forSmallCharts(traffic.before) }) };
    const words = { text, figures };
    return {
      main: { ...frameOf(period, now()), ...bandwidthChart(traffic, words, now()) },
      others: smallCharts(small, words).map((chart) => ({ ...frameOf(small.period, now()), ...chart })),
    };
  }, [traffic, view.base, language]);
  const onZoom = (start: number, end: number) => go({ range: { kind: 'between', start, end }, step: 'auto' });
  return (
    <div class="charts">
      <div class="card wide">
        <Chart {...main} onZoom={onZoom} syncKey="traffic" height={TALL} />
        <p class="quiet small hint">
          {text.traffic.zoomHint} {main.states.includes('silent') && text.traffic.silent}{' '}
          {period.isEstimated && text.traffic.estimated}
        </p>
      </div>
      {others.map((chart) => (
        <div class="card" key={chart.title}>
          <Chart {...chart} onZoom={onZoom} syncKey="traffic" height={LOW} />
        </div>
      ))}
    </div>
  );
}

type Drawn = Pick<ChartProps, 'title' | 'summary' | 'lines' | 'format' | 'marks' | 'top' | 'base'>;
type Words = Pick<ReturnType<typeof useWeir>, 'text' | 'figures'>;
type Compared = Pick<Traffic, 'period' | 'before'>;

function frameOf({ starts, end, counters }: Period, now: number): Pick<ChartProps, 'starts' | 'end' | 'states'> {
  const activity = addColumns([counters.requests, counters.bytes, counters.origin_bytes]);
  return { starts, end, states: bucketStates(starts, end, activity, now) };
}

/** The same of the period before, with as many values as this one has buckets. */
function earlier(
  { period, before }: Compared,
  { text }: Words,
  values: (period: Period) => readonly (number | null)[],
): Line[] {
  if (!before) return [];
  const column = values(before);
  const fitted = period.starts.map((_, i) => column[i] ?? null);
  return [{ label: text.traffic.before, values: fitted, colour: 'before', shape: 'line', isBefore: true }];
}

function bandwidthChart(traffic: Compared, words: Words, now: number): Drawn {
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

function smallCharts(traffic: Compared, words: Words): Drawn[] {
  return [
    ...sumCharts(traffic, words),
    hitChart(traffic.period, words),
    ...originCharts(traffic, words),
    statusChart(traffic.period, words),
  ];
}

function sumCharts(traffic: Compared, words: Words): Drawn[] {
  const { counters, stepSeconds } = traffic.period;
  const { text, figures } = words;
  const titled = (name: string) => `${name} ${text.traffic.perBucket(stepText(text, stepSeconds))}`;
  return (['bytes', 'requests'] as const).map((counter) => {
    const [name, format] =
      counter === 'bytes' ? [text.traffic.traffic, figures.bytes] : [text.traffic.requests, figures.count];
    const line: Line = { label: name, values: counters[counter], colour: 'accent', shape: 'step' };
    return {
      title: titled(name),
      summary: format(sum(counters[counter])),
      lines: [line, ...earlier(traffic, words, (one) => one.counters[counter])],
      ...{ format, base: counter === 'bytes' ? figures.base : 1000 },
    };
  });
}

function stepText(text: Words['text'], seconds: number): string {
  const step = (Object.keys(STEPS) as Step[]).find((name) => STEPS[name] === seconds);
  return step ? text.filters.steps[step] : '';
}

function hitChart({ counters }: Period, { text: { traffic: words }, figures }: Words): Drawn {
  return {
    title: words.hitRatio,
    summary: `${figures.ratio(ratio(sum(counters.hit_bytes), sum(counters.bytes)))} ${words.hitBytes}`,
    lines: [
      { label: words.hitBytes, values: ratios(counters.hit_bytes, counters.bytes), colour: 'accent', shape: 'line' },
      {
        label: words.hitRequests,
        values: ratios(counters.hit_requests, counters.requests),
        colour: 'second',
        shape: 'line',
      },
    ],
    ...{ format: figures.ratio, top: 1, base: 1 },
  };
}

function originCharts(traffic: Compared, words: Words): Drawn[] {
  const { counters, originBandwidth } = traffic.period;
  const { text, figures } = words;
  const ratioOf = (one: Period) => ratios(one.counters.origin_bytes, one.counters.bytes);
  return [
    {
      title: text.traffic.originBandwidth,
      summary: figures.bytes(sum(counters.origin_bytes)),
      lines: [
        { label: text.traffic.originBandwidth, values: originBandwidth, colour: 'accent', shape: 'area' },
        ...earlier(traffic, words, (one) => one.originBandwidth),
      ],
      ...{ format: figures.bandwidth, base: figures.base },
    },
    {
      title: text.traffic.originRatio,
      summary: figures.ratio(ratio(sum(counters.origin_bytes), sum(counters.bytes))),
      lines: [
        { label: text.traffic.originRatio, values: ratioOf(traffic.period), colour: 'accent', shape: 'line' },
        ...earlier(traffic, words, ratioOf),
      ],
      ...{ format: figures.ratio, base: 1 },
    },
  ];
}

const WORSE = { 2: [2, 3, 4, 5], 3: [3, 4, 5], 4: [4, 5], 5: [5] } as const;

/** Each class above the next worse one, so that errors stand on the floor, where even few are seen. */
function statusChart({ counters }: Period, { text, figures }: Words): Drawn {
  const classes = ([2, 3, 4, 5] as const).map((digit) => ({
    label: text.traffic.status(digit),
    values: counters[`status_${digit}xx`],
    drawn: addColumns(WORSE[digit].map((worse) => counters[`status_${worse}xx`])),
    colour: `s${digit}` as const,
    shape: 'step' as const,
  }));
  return {
    title: text.traffic.statuses,
    summary: classes.map(({ label, values }) => `${label} ${figures.count(sum(values))}`).join(', '),
    lines: classes,
    format: figures.count,
  };
}
