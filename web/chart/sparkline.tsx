import { thinned } from './thinned.ts';

const [WIDTH, HEIGHT] = [120, 28];

/** A line without numbers, in its own scale. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const points = thinned(values);
  const top = Math.max(1, ...points);
  const x = (i: number) => Math.round((i / Math.max(1, points.length - 1)) * WIDTH * 10) / 10;
  const y = (value: number) => Math.round((HEIGHT - 1 - (value / top) * (HEIGHT - 2)) * 10) / 10;
  const path = points.map((value, i) => `${x(i)} ${y(value)}`).join('L');
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {points.length > 1 && <path class="area" d={`M0 ${HEIGHT}L${path}L${WIDTH} ${HEIGHT}Z`} />}
      {points.length > 1 && <path class="stroke" d={`M${path}`} />}
    </svg>
  );
}
