import { meteredRows, type PartTotals } from '../meter/part-meter.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';
import { type ReportRows, reportRows } from './report-rows.ts';

/** What the whole of the logs gave. */
export interface ReportTotals {
  readonly rows: ReportRows;
  readonly lines: number;
  readonly rejects: Rejects;
  readonly unknownDurations: number;
  readonly bytesRead: number;
  readonly slowLines: number;
  readonly notes: readonly string[];
}

/** Adds the shares of all threads. */
export function sumTotals(shares: readonly PartTotals[]): ReportTotals {
  const rejects: Rejects = {};
  const sums = { lines: 0, unknownDurations: 0, bytesRead: 0, slowLines: 0 };
  for (const share of shares) {
    sums.lines += share.lines;
    sums.unknownDurations += share.unknownDurations;
    sums.bytesRead += share.bytesRead;
    sums.slowLines += share.slowLines;
    for (const [reason, count] of Object.entries(share.rejects) as [RejectReason, number][]) {
      rejects[reason] = (rejects[reason] ?? 0) + count;
    }
  }
  const notes = shares.flatMap((share) => share.notes);
  return { rows: reportRows(shares.map(({ rows }) => meteredRows(rows))), rejects, notes, ...sums };
}
