import { bandwidthText } from './figures.ts';
import { type Html, html } from './html.ts';

/**
 * Lines as inline SVG. In: one value a bucket; out: a drawing that stretches to its place, its line a pixel and a half
 * wide whatever that does to it.
 */
export function sparkline(values: Float64Array, label: string): Html {
  return drawing('spark', values, Math.max(1, ...values), 32, label);
}

/** The large chart: four even steps up to a round number, times below. */
export function bandwidthChart(values: Float64Array, times: readonly string[], label: string): Html {
  const top = roundTop(Math.max(1, ...values));
  const steps = [4, 3, 2, 1, 0].map((quarter) => html`<span>${bandwidthText((top * quarter) / 4)}</span>`);
  return html`<figure class="chart">
<div class="scale" aria-hidden="true">${steps}</div>
<div class="plot">${drawing('line', values, top, 100, label)}</div>
<figcaption aria-hidden="true">${times.map((time) => html`<span>${time}</span>`)}</figcaption>
</figure>`;
}

/** A bar of a share in [0, 1]. */
export function shareBar(share: number): Html {
  const width = Math.round(share * 100);
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="4"/><rect class="fill" width="${width}" height="4"/></svg>`;
}

function drawing(className: string, values: Float64Array, top: number, height: number, label: string): Html {
  const last = values.length - 1;
  const points = Array.from(values, (value, i) => `${i} ${yOf(value, top, height)}`).join('L');
  return html`<svg class="${className}" viewBox="0 0 ${last} ${height}" preserveAspectRatio="none" role="img" aria-label="${label}"><title>${label}</title><path class="area" d="M0 ${height}L${points}L${last} ${height}Z"/><path class="stroke" d="M${points}"/></svg>`;
}

/** One unit of room above, so that the peak's line is not cut in half; tenths are finer than a screen. */
function yOf(value: number, top: number, height: number): number {
  return Math.round((height - (value / top) * (height - 1)) * 10) / 10;
}

const ROUND = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10]; // each a round number when quartered

function roundTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ROUND.find((factor) => factor * power >= value)!;
}
