import type { Counter } from '../../api/types.ts';
import { Tile } from '../../parts/tile.tsx';
import { useWeir } from '../../state/context.ts';
import type { Traffic } from './ask-traffic.ts';
import { comparable, summaryOf } from './period.ts';
import { ratio } from './ratios.ts';

/** The range in seven numbers, each beside the one of the range before. */
export function TrafficTiles({ traffic: { period, before } }: { readonly traffic: Traffic }) {
  const { text, figures, time, now } = useWeir();
  const { totals, peak, p95 } = summaryOf(period, now());
  const earlier = before && summaryOf(before, now());
  const label = text.filters.compareHelp;
  const changed = (counter: Counter) => before && figures.change(...comparable(period, before, counter, now()));
  const against = (value: number | undefined, old: number | undefined) =>
    value && old ? figures.change(value, old) : undefined;
  const compared = (change: string | undefined) => (change ? { change, changeLabel: label } : {});
  return (
    <dl class="tiles card">
      <Tile
        testId="traffic"
        label={text.traffic.traffic}
        value={figures.bytes(totals.bytes)}
        exact={figures.exact(totals.bytes)}
        {...compared(changed('bytes'))}
      />
      <Tile
        testId="peak"
        label={text.traffic.peak}
        value={figures.bandwidth(peak?.value)}
        exact={figures.exact(peak?.value)}
        note={peak ? text.traffic.peakAt(time.minute(peak.at).slice(5)) : undefined}
        {...compared(against(peak?.value, earlier?.peak?.value))}
      />
      <Tile
        testId="p95"
        label={text.traffic.p95}
        value={figures.bandwidth(p95?.value)}
        exact={figures.exact(p95?.value)}
        note={p95 ? text.traffic.p95of(figures.exact(p95.points)) : undefined}
        {...compared(against(p95?.value, earlier?.p95?.value))}
      />
      <Tile
        testId="hit"
        label={text.traffic.hitRatio}
        value={figures.ratio(ratio(totals.hit_bytes, totals.bytes))}
        note={text.traffic.hitBytes}
      />
      <Tile
        testId="origin"
        label={text.traffic.origin}
        value={figures.bytes(totals.origin_bytes)}
        exact={figures.exact(totals.origin_bytes)}
        note={text.traffic.ofTraffic(figures.ratio(ratio(totals.origin_bytes, totals.bytes)))}
      />
      <Tile
        testId="requests"
        label={text.traffic.requests}
        value={figures.count(totals.requests)}
        exact={figures.exact(totals.requests)}
        {...compared(changed('requests'))}
      />
      <Tile
        testId="errors"
        label={text.traffic.errors}
        value={figures.count(totals.status_5xx)}
        exact={figures.exact(totals.status_5xx)}
        note={figures.ratio(ratio(totals.status_5xx, totals.requests))}
      />
    </dl>
  );
}
