import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import type { Line } from '../../chart/plot-data.ts';
import { bucketStates } from '../../series/coverage.ts';
import { addColumns } from '../../series/roll-up.ts';
import { useWeir } from '../../state/context.ts';
import type { Month } from './ask-billing.ts';
import { billingMarks } from './billing-marks.ts';

const HEIGHT = 300;

/** The month's points, those that were discarded, and where the bill is. */
export function BillingChart({ month }: { readonly month: Month }) {
  const { text, figures, now, view, language, go } = useWeir();
  const { bill, points } = month;
  const title = text.billing.methods[bill.method] ?? bill.method;
  // `now` is a clock, `figures` follows base and language
  const chart = useMemo(() => {
    const { start: starts, requests = [], bytes = [], bandwidth_bps: given } = points.series[0]!;
    const bandwidth = given ?? bytes.map((count) => Math.round((count * 8) / 300));
    const words = { level: figures.bandwidth(bill.bandwidth_bps), point: text.billing.billingPoint };
    const line: Line = { label: text.traffic.bandwidth, values: bandwidth, colour: 'accent', shape: 'area' };
    return {
      ...{ starts, end: points.end, lines: [line] },
      states: bucketStates(starts, points.end, addColumns([requests, bytes]), now()),
      marks: billingMarks(bill, { starts, bandwidth }, words),
    };
  }, [month, view.base, language]);
  const level = figures.bandwidth(bill.bandwidth_bps);
  return (
    <div class="card">
      <Chart
        {...chart}
        title={title}
        summary={bill.bandwidth_bps === null ? figures.bytes(bill.bytes) : level}
        format={figures.bandwidth}
        base={figures.base}
        height={HEIGHT}
        syncKey="billing"
        onZoom={(start, end) => go({ page: 'traffic', range: { kind: 'between', start, end }, step: 'auto' })}
      />
      <p class="small quiet legend">
        {chart.marks.some(({ kind }) => kind === 'discarded') && (
          <span>
            <i class="swatch s4" aria-hidden="true" />
            {text.billing.discardedPoints}
          </span>
        )}
        {bill.terms.is_contract && <span>{text.billing.terms(bill.terms.percentile, bill.terms.overhead)}</span>}
        {bill.headroom && (
          <span>
            {text.billing.headroom}: <b>{text.billing.headroomText(figures.exact(bill.headroom.minutes), level)}</b>
          </span>
        )}
      </p>
    </div>
  );
}
