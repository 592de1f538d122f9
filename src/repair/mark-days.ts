import type { Ledger } from '../ingest/ledger.ts';
import { NO_ROWS } from '../ingest/zero-rows.ts';
import type { LedgerEntry, UsageStore } from '../usage/usage-store.ts';

const DAY_SECONDS = 86_400;

export interface DayMarking {
  readonly store: Pick<UsageStore, 'put'>;
  readonly ledger: Ledger;
  /** Resolves when what the receiver had begun to take is stored or refused. */
  readonly settled: () => Promise<void>;
}

/** Some days of a segment, each with the version that the ledger must at least have for it. */
interface Marks {
  readonly segment: string;
  readonly days: ReadonlyMap<number, number>;
}

/**
 * Tells the ledger that rows of these segments changed in a range (Unix seconds, half-open) although no log did: the days
 * get the next version, so that whoever computed something from such a day sees that it is out of date.
 *
 *     days { 20454 -> 40000 }   ->   { 20454 -> 40001 }
 *
 * A log that grows at the same moment writes the entry too, from what it knew before; then the mark is made again.
 */
export async function markDays(
  segments: readonly string[],
  range: { readonly from: number; readonly to: number },
  { store, ledger, settled }: DayMarking,
): Promise<void> {
  const marks = segments.flatMap((segment) => marksOn(ledger.get(segment), range));
  for (;;) {
    const due = marks.flatMap((mark) => withMarks(ledger.get(mark.segment)!, mark));
    if (due.length === 0) return;
    for (const entry of due) ledger.record(entry);
    await store.put(due.map((entry) => ({ entry, rows: NO_ROWS })));
    await settled();
  }
}

/** None for a segment that the ledger does not have: its rows were never acknowledged, and will be sent again. */
function marksOn(entry: LedgerEntry | undefined, { from, to }: { from: number; to: number }): Marks[] {
  if (!entry) return [];
  const touched = [...entry.days].filter(([day]) => (day + 1) * DAY_SECONDS > from && day * DAY_SECONDS < to);
  return [{ segment: entry.segment, days: new Map(touched.map(([day, version]) => [day, version + 1])) }];
}

/** The entry with its marks; none where it has them. */
function withMarks(entry: LedgerEntry, { days }: Marks): LedgerEntry[] {
  const missing = [...days].filter(([day, version]) => (entry.days.get(day) ?? 0) < version);
  return missing.length === 0 ? [] : [{ ...entry, days: new Map([...entry.days, ...missing]) }];
}
