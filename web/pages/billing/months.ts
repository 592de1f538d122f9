/** '2026-10' on the account's clocks. */
export function monthAt(wallSeconds: number): string {
  return new Date(wallSeconds * 1000).toISOString().slice(0, 7);
}

/** A month and the ones before it, newest first: ['2026-01', '2025-12']. */
export function monthsBack(month: string, count: number): string[] {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7),
  );
}
