import { meteredRows } from '../meter/part-meter.ts';
import type { RejectReason, Rejects } from '../usage/segment.ts';
import { type ReportRows, reportRows } from './report-rows.ts';
import type { ReportShare } from './report-share.ts';
import { mergedReports } from './report-spill.ts';

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
export function sumTotals(shares: readonly ReportShare[]): ReportTotals {
  const rejects: Rejects = {};
  const sums = { lines: 0, unknownDurations: 0, bytesRead: 0, slowLines: 0 };
  const totals = shares.map((share) => share.totals);
  for (const share of totals) {
    sums.lines += share.lines;
    sums.unknownDurations += share.unknownDurations;
    sums.bytesRead += share.bytesRead;
    sums.slowLines += share.slowLines;
    for (const [reason, count] of Object.entries(share.rejects) as [RejectReason, number][]) {
      rejects[reason] = (rejects[reason] ?? 0) + count;
    }
  }
  const notes = totals.flatMap((share) => share.notes);
  const spills = shares.flatMap((share) => share.spills);
  const rest = reportRows(totals.map(({ rows }) => meteredRows(rows)));
  return { rows: spills.length > 0 ? mergedReports(spills, rest) : rest, rejects, notes, ...sums };
}
