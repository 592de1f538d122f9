import type { Line } from '../../chart/plot-data.ts';
import { sum } from '../../series/percentile.ts';
import { addColumns } from '../../series/roll-up.ts';
import { STEPS, type Step } from '../../state/view.ts';
import { type Compared, type Drawn, earlier, type Words } from './drawn.ts';
import type { Period } from './period.ts';
import { ratio, ratios } from './ratios.ts';

/** Traffic, requests, hit ratio, origin bandwidth and ratio, status classes. */
export function smallCharts(traffic: Compared, words: Words): Drawn[] {
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
