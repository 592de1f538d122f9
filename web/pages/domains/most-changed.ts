import type { DomainRow } from './domain-rows.ts';

const MOVERS = 3;

/** The domains whose traffic grew and shrank most, in bytes. */
export function movers(rows: readonly DomainRow[]): {
  readonly up: readonly DomainRow[];
  readonly down: readonly DomainRow[];
} {
  const difference = (row: DomainRow) => row.ended - (row.before ?? row.ended);
  const sorted = [...rows].sort((a, b) => difference(b) - difference(a));
  return {
    up: sorted.slice(0, MOVERS).filter((row) => difference(row) > 0),
    down: sorted
      .slice(-MOVERS)
      .reverse()
      .filter((row) => difference(row) < 0),
  };
}
