import { LIVE_COUNTERS, type LiveCounter, type LiveRows } from '../usage/live-rows.ts';
import type { UsageRows } from '../usage/rows.ts';
import type { RejectReason } from '../usage/segment.ts';

/** The server's own reasons not to store a row, in the order in which they are asked. */
type Verdict = Extract<RejectReason, 'future' | 'expired' | 'forgotten'>;

/** What the server's clock, retention and operators make of a segment's rows. */
export interface Admission {
  /** Rows that will be stored; the same columns where nothing was refused. */
  readonly rows: UsageRows;
  /** Lines in the rows that were not. */
  readonly rejects: Readonly<Partial<Record<Verdict, number>>>;
}

export interface AdmissionRules {
  /** Unix milliseconds. */
  readonly now: number;
  /** How long five-minute data is kept. */
  readonly retentionSeconds: number;
  /** true for a row that was removed for good; absent = none was. */
  readonly forgotten?: ((domain: string, minute: number) => boolean) | undefined;
}

const DAY_SECONDS = 86_400;

/**
 * Splits off rows more than a day ahead of the server's clock (`future`), rows before the retention of 5-minute data
 * (`expired`: both weir-contract section 3). Rows that an operator removed (`forgotten`) are stored as zeros, over whatever
 * an earlier try that was never acknowledged may have left of them. Pure.
 */
export function admit(rows: UsageRows, rules: AdmissionRules): Admission {
  const verdictOn = verdicts(rules);
  const keep: number[] = [];
  const empty: number[] = []; // of the kept ones
  const lines: Partial<Record<Verdict, bigint>> = {};
  for (let i = 0; i < rows.length; i++) {
    const minute = rows.minute[i]!;
    const verdict = verdictOn(rows.domains[rows.domain[i]!]!, minute);
    if (verdict) lines[verdict] = (lines[verdict] ?? 0n) + rows.counters.requests[i]!;
    if (verdict === 'forgotten') empty.push(keep.length);
    if (verdict === undefined || verdict === 'forgotten') keep.push(i);
  }
  const counted = Object.entries(lines).filter(([, count]) => count > 0n);
  const rejects = Object.fromEntries(counted.map(([reason, count]) => [reason, Number(count)]));
  const isWhole = keep.length === rows.length && empty.length === 0;
  return { rows: isWhole ? rows : pickRows(rows, keep, empty), rejects };
}

/** The same for rows by stream; what is refused of them is told with the domain's rows. */
export function admitLive(rows: LiveRows, rules: AdmissionRules): LiveRows {
  const verdictOn = verdicts(rules);
  const found = Array.from(rows.minute, (minute, i) => verdictOn(rows.places[rows.place[i]!]!.domain, minute));
  const keep = found.flatMap((verdict, i) => (verdict === undefined || verdict === 'forgotten' ? [i] : []));
  const column = (name: LiveCounter) =>
    BigUint64Array.from(keep, (i) => (found[i] === 'forgotten' ? 0n : rows.counters[name][i]!));
  return {
    length: keep.length,
    places: rows.places,
    place: Uint32Array.from(keep, (i) => rows.place[i]!),
    minute: Uint32Array.from(keep, (i) => rows.minute[i]!),
    counters: Object.fromEntries(LIVE_COUNTERS.map((name) => [name, column(name)])) as LiveRows['counters'],
  };
}

function verdicts({ now, retentionSeconds, forgotten }: AdmissionRules) {
  const latest = now / 1000 + DAY_SECONDS;
  const earliest = now / 1000 - retentionSeconds;
  return (domain: string, minute: number): Verdict | undefined => {
    if (minute > latest) return 'future';
    if (minute < earliest) return 'expired';
    return forgotten?.(domain, minute) ? 'forgotten' : undefined;
  };
}

function pickRows(rows: UsageRows, keep: readonly number[], empty: readonly number[]): UsageRows {
  const counters = Object.entries(rows.counters).map(([name, column]) => {
    const picked = BigUint64Array.from(keep, (i) => column[i]!);
    for (const i of empty) picked[i] = 0n;
    return [name, picked];
  });
  return {
    length: keep.length,
    domains: rows.domains,
    domain: Uint32Array.from(keep, (i) => rows.domain[i]!),
    minute: Uint32Array.from(keep, (i) => rows.minute[i]!),
    counters: Object.fromEntries(counters),
    estimated: Uint8Array.from(keep, (i) => rows.estimated[i]!),
  };
}
