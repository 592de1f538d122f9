import { useWeir } from './context.ts';
import { askedDomains } from './selection.ts';
import type { View } from './view.ts';

export interface Asked {
  /** null = everything that the reader may see. */
  readonly domains: readonly string[] | null;
  /** Changes when another question is to be asked. */
  readonly key: string;
  /** 0 = the range does not move. */
  readonly refreshSeconds: number;
}

const LIVE_SECONDS = 10;
const LIVE_LONG_SECONDS = 60; // a month of buckets is not read every ten seconds to move by a pixel

/** Which domains a page asks about, and when it asks again. `parts` are what else of the view its question depends on. */
export function useAsked(parts: readonly (keyof View)[]): Asked {
  const { view, listings, time } = useWeir();
  const { range } = view;
  const domains = askedDomains(listings, view);
  const isLong = range.kind === 'last' && (range.name === '7d' || range.name === '31d');
  return {
    domains,
    key: JSON.stringify([domains, range, time.zone, parts.map((part) => view[part])]),
    refreshSeconds: range.kind === 'last' && view.isLive ? (isLong ? LIVE_LONG_SECONDS : LIVE_SECONDS) : 0,
  };
}
