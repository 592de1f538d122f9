import type { DomainRow } from './domain-rows.ts';

export const SORT_KEYS = [
  'domain',
  'account',
  'bytes',
  'peak',
  'hit',
  'origin',
  'requests',
  'errors',
  'change',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** `-bytes`: the most first. What is not known comes last either way. */
export function sortRows(rows: readonly DomainRow[], order: string): DomainRow[] {
  const isDescending = order.startsWith('-');
  const name = order.replace(/^-/, '');
  const key = SORT_KEYS.find((one) => one === name) ?? 'bytes';
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [sortValue(a, key), sortValue(b, key)];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return (x < y ? -1 : x > y ? 1 : 0) * direction || byName(a, b);
  });
}

function sortValue(row: DomainRow, key: SortKey): string | number | null {
  if (key === 'change') return row.before ? row.ended / row.before : null;
  return row[key];
}

function byName(a: DomainRow, b: DomainRow): number {
  return a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0;
}
