import { digestOf } from '../meter/digest.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { Rejects } from '../usage/segment.ts';
import { type LedgerEntry, storedVersion } from '../usage/usage-store.ts';
import type { IngestBatch, IngestSegment } from './batch.ts';
import { NO_ROWS } from './zero-rows.ts';

interface Circumstances {
  readonly id: string;
  readonly known: LedgerEntry | undefined;
  /** The rows that will be stored. */
  readonly rows: UsageRows;
  /** The server's own rejects. */
  readonly rejects: Rejects;
  /** Unix milliseconds. */
  readonly now: number;
}

/** What the ledger is to say of a segment once its rows are stored. */
export function entryOf(batch: IngestBatch, segment: IngestSegment, of: Circumstances): LedgerEntry {
  const { node, stream, path, format, meterHash } = batch;
  const { index, bytes, digest, lines, samples, unknownDurations } = segment;
  const { id, known, rows, now } = of;
  const generation = known?.generation ?? 0;
  const carried = batch.replace ? undefined : known; // a replacement starts from nothing
  return {
    ...{ segment: id, node, stream, path, format, meterHash, index, generation, bytes, digest },
    ...{ lines, samples, unknownDurations, replacing: false, storedAt: now },
    rejects: { ...segment.rejects, ...of.rejects },
    final: segment.final || (carried?.final ?? false),
    ...extentOf(carried, rows.minute),
    days: daysOf(carried, storedVersion({ generation, bytes }), rows.minute),
  };
}

function extentOf(known: LedgerEntry | undefined, minutes: Uint32Array): { firstMinute: number; lastMinute: number } {
  let firstMinute = known?.firstMinute || (minutes[0] ?? 0);
  let lastMinute = known?.lastMinute ?? 0;
  for (const minute of minutes) {
    if (minute < firstMinute) firstMinute = minute;
    if (minute > lastMinute) lastMinute = minute;
  }
  return { firstMinute, lastMinute };
}

/**
 * The days touched so far, the ones of these rows now at this version; above it where the day has been at it before (lines
 * that have become due, usage that was removed), so that it is seen to have changed.
 */
function daysOf(known: LedgerEntry | undefined, version: number, minutes: Uint32Array): Map<number, number> {
  const days = new Map(known?.days);
  for (const minute of minutes) {
    const day = Math.floor(minute / 86_400);
    days.set(day, Math.max(version, (known?.days.get(day) ?? -1) + 1));
  }
  return days;
}

/** A segment that its log does not reach any more. */
export function emptySegment(index: number): IngestSegment {
  const nothing = { bytes: 0, lines: 0, rejects: {}, samples: [], unknownDurations: 0, final: false };
  return { index, ...nothing, rows: NO_ROWS, digest: digestOf(NO_ROWS, {}) };
}

/** The same segment before anything of it was metered. */
export function unread(entry: LedgerEntry): LedgerEntry {
  const { rows: _, ...nothing } = emptySegment(entry.index);
  return { ...entry, ...nothing, firstMinute: 0, lastMinute: 0, days: new Map() };
}
