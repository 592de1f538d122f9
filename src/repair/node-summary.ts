import type { Ledger } from '../ingest/ledger.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';
import type { LedgerEntry } from '../usage/usage-store.ts';
import type { NodeRecord } from './node-record.ts';

/** What the ledger knows of some segments. Minutes are Unix seconds, null where there are no rows. */
export interface SegmentSums {
  readonly segments: number;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly firstMinute: number | null;
  readonly lastMinute: number | null;
  /** Unix milliseconds, null where nothing was stored. */
  readonly lastStored: number | null;
}

export interface NodeSummary extends NodeRecord, SegmentSums {
  readonly streams: number;
  /** Nodes under which the same bytes of the same log were metered too, by identity, with how many segments. */
  readonly twins: ReadonlyMap<string, number>;
}

export interface StreamSummary extends SegmentSums {
  readonly stream: string;
  /** Where the log lay when it was last sent. */
  readonly path: string;
  /** Uncompressed bytes metered. */
  readonly bytes: number;
}

export function nodeSummary(record: NodeRecord, entries: readonly LedgerEntry[], ledger: Ledger): NodeSummary {
  const streams = new Set(entries.map(({ stream }) => stream)).size;
  return { ...record, ...sumsOf(entries), streams, twins: twinsOf(entries, ledger) };
}

/** One summary a stream, the last stored first. */
export function streamSummaries(entries: readonly LedgerEntry[]): StreamSummary[] {
  const streams = new Map<string, LedgerEntry[]>();
  for (const entry of entries) streams.set(entry.stream, [...(streams.get(entry.stream) ?? []), entry]);
  const summaries = [...streams].map(([stream, own]) => {
    const newest = own.reduce((a, b) => (b.storedAt > a.storedAt ? b : a));
    return { stream, path: newest.path, bytes: sum(own.map(({ bytes }) => bytes)), ...sumsOf(own) };
  });
  return summaries.sort((a, b) => b.lastStored! - a.lastStored!);
}

function sumsOf(entries: readonly LedgerEntry[]): SegmentSums {
  const withRows = entries.filter(({ lastMinute }) => lastMinute > 0);
  const least = (values: readonly number[]) => values.reduce<number | null>((a, b) => Math.min(a ?? b, b), null);
  const most = (values: readonly number[]) => values.reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
  return {
    segments: entries.length,
    lines: sum(entries.map(({ lines }) => lines)),
    rejects: rejectsOf(entries),
    firstMinute: least(withRows.map(({ firstMinute }) => firstMinute)),
    lastMinute: most(withRows.map(({ lastMinute }) => lastMinute)),
    lastStored: most(entries.map(({ storedAt }) => storedAt)),
  };
}

function rejectsOf(entries: readonly LedgerEntry[]): Rejects {
  const rejects: Rejects = {};
  for (const entry of entries) {
    for (const [reason, count] of Object.entries(entry.rejects) as [RejectReason, number][]) {
      rejects[reason] = (rejects[reason] ?? 0) + count;
    }
  }
  return rejects;
}

/** Segments without rows count nothing twice: the logs of idle nodes look alike. */
function twinsOf(entries: readonly LedgerEntry[], ledger: Ledger): Map<string, number> {
  const twins = new Map<string, number>();
  for (const entry of entries) {
    if (entry.lastMinute === 0) continue;
    for (const { node } of ledger.twins(entry)) twins.set(node, (twins.get(node) ?? 0) + 1);
  }
  return twins;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
