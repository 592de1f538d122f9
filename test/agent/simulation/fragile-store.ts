import {
  type LedgerEntry,
  type StoredSegment,
  StoreError,
  storedVersion,
  type UsageStore,
} from '../../../src/usage/usage-store.ts';
import { memoryStore } from '../../support/memory-store.ts';

/** Where the server is killed while it stores: nothing written, only the first of rows and ledger, or all but not acknowledged. */
export const DEATHS = ['before', 'between', 'after'] as const;
export type Death = (typeof DEATHS)[number];

export type StoreOrder = 'rows first' | 'ledger first';

/** A store in which a put may be cut off. */
export interface FragileStore extends UsageStore {
  /** The next put dies there. */
  dieAt: Death | undefined;
}

/** `order` is design rule 6, which a test can take out. */
export function fragileStore(order: StoreOrder = 'rows first'): FragileStore {
  const inner = memoryStore();
  const entries = new Map<string, LedgerEntry>();
  const putRows = (segments: readonly StoredSegment[]) => inner.put(segments);
  const putLedger = async (segments: readonly StoredSegment[]) => {
    for (const { entry } of segments) {
      const known = entries.get(entry.segment);
      if (!known || storedVersion(entry) >= storedVersion(known)) entries.set(entry.segment, entry);
    }
  };
  const [first, second] = order === 'rows first' ? [putRows, putLedger] : [putLedger, putRows];
  const store: FragileStore = {
    ...inner,
    dieAt: undefined,
    ledger: async () => [...entries.values()],
    async put(segments) {
      const death = store.dieAt;
      store.dieAt = undefined;
      if (death === 'before') throw killed();
      await first(segments);
      if (death === 'between') throw killed();
      await second(segments);
      if (death === 'after') throw killed();
    },
  };
  return store;
}

function killed(): StoreError {
  return new StoreError('unavailable', 'the server was killed');
}
