import { useMemo } from 'preact/hooks';
import { Chart, type ChartProps } from '../../chart/chart.tsx';
import { bucketStates } from '../../series/coverage.ts';
import { addColumns } from '../../series/roll-up.ts';
import { useWeir } from '../../state/context.ts';
import type { Traffic } from './ask-traffic.ts';
import { bandwidthChart } from './bandwidth-chart.ts';
import { forSmallCharts } from './coarser.ts';
import type { Period } from './period.ts';
import { smallCharts } from './small-charts.ts';

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

function frameOf({ starts, end, counters }: Period, now: number): Pick<ChartProps, 'starts' | 'end' | 'states'> {
  const activity = addColumns([counters.requests, counters.bytes, counters.origin_bytes]);
  return { starts, end, states: bucketStates(starts, end, activity, now) };
}
