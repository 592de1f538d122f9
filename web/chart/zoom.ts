import type uPlot from 'uplot';
import type { ChartProps } from './chart.tsx';

type Zoomed = Pick<ChartProps, 'onZoom' | 'starts' | 'end'>;

/** What was dragged over, on the borders of buckets. */
export function zoomToSelection(u: uPlot, { onZoom, starts, end }: Zoomed): void {
  const { left, width } = u.select;
  if (width <= 0) return;
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  const bucket = (starts[1] ?? end) - starts[0]!;
  const [from, to] = [left, left + width].map((pixel) => u.posToVal(pixel, 'x'));
  const start = Math.floor(from! / bucket) * bucket;
  onZoom?.(start, Math.max(start + bucket, Math.ceil(to! / bucket) * bucket));
}

const LEAST_SPAN = 900; // three points of five minutes

/** In (factor below 1) or out, around bucket `at` or the middle. */
export function zoomAround({ onZoom, starts, end }: Zoomed, at: number | null, factor: number): void {
  const [start, span] = [starts[0]!, end - starts[0]!];
  const centre = at === null ? start + span / 2 : starts[at]!;
  const length = Math.max(LEAST_SPAN, Math.round((span * factor) / 300) * 300);
  const from = Math.round((centre - length / 2) / 300) * 300;
  onZoom?.(from, from + length);
}
