import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DomainListing, Session } from '../api/types.ts';
import type { Figures } from '../figures/figures.ts';
import type { ZoneTime } from '../figures/zone-time.ts';
import type { Texts } from '../text/en.ts';
import type { Go } from './router.ts';
import type { View } from './view.ts';

/** What every part of the page may need. */
export interface Weir {
  readonly view: View;
  readonly go: Go;
  readonly text: Texts;
  readonly language: 'en' | 'zh';
  /** 'light' or 'dark' as it is shown now: a canvas has to be drawn anew. */
  readonly scheme: 'light' | 'dark';
  readonly session: Session;
  /** Every domain that the reader may see. */
  readonly listings: readonly DomainListing[];
  readonly figures: Figures;
  readonly time: ZoneTime;
  /** The server's clock, Unix seconds. */
  readonly now: () => number;
}

const WeirContext = createContext<Weir | null>(null);
export const WeirProvider = WeirContext.Provider;

export function useWeir(): Weir {
  const weir = useContext(WeirContext);
  if (!weir) throw new Error('useWeir outside of WeirProvider');
  return weir;
}
