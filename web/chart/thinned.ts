const MOST_POINTS = 240; // two for each pixel of a sparkline

/** The peak of each run of points, so that no spike is lost. */
export function thinned(values: readonly number[]): number[] {
  const run = Math.ceil(values.length / MOST_POINTS);
  if (run <= 1) return [...values];
  return Array.from({ length: Math.ceil(values.length / run) }, (_, i) =>
    Math.max(...values.slice(i * run, (i + 1) * run)),
  );
}
