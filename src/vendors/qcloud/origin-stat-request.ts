import type { Account } from '../../accounts/accounts.ts';
import { type PeriodMinutes, periodEdges } from '../../time/periods.ts';
import { parseWallTime } from '../../time/wall-text.ts';
import { type ZoneClock, zoneClock } from '../../time/zone-clock.ts';
import type { ApiContext } from '../vendor.ts';
import { illegalDates, illegalStatType, missingParameter } from './faults.ts';
import { acceptScope, type Scope } from './origin-stat-scope.ts';
import type { QcloudParams } from './params.ts';

/** A signed request: its parameters and who sent it. */
export interface QcloudRequest {
  readonly account: Account;
  readonly params: QcloudParams;
}

export type StatType = 'bandwidth' | 'flux' | 'requests';

/**
 * GetCdnOriginStat's parameters. The Action has two forms: startDate and endDate (the first document's, answered day
 * by day) and startTime and endTime (the later one's, answered as one range).
 */
export interface OriginStatParams extends Scope {
  readonly form: 'days' | 'range';
  readonly account: Account;
  readonly clock: ZoneClock;
  readonly statType: StatType;
  readonly period: PeriodMinutes;
  /** The answer's points: [edge, next edge), labelled with the next edge; Unix seconds. */
  readonly edges: readonly number[];
  /** As asked, Unix wall seconds of the account's clocks. */
  readonly start: number;
  readonly end: number;
}

const STAT_TYPES = {
  days: ['bandwidth', 'flux'],
  range: ['bandwidth', 'flux', 'requests'],
} as const satisfies Record<OriginStatParams['form'], readonly StatType[]>;

export function acceptOriginStat(
  { account, params }: QcloudRequest,
  { accounts, now }: Pick<ApiContext, 'accounts' | 'now'>,
): OriginStatParams {
  const isRange = !given(params, 'startDate') && !given(params, 'endDate') && hasRange(params);
  const form = isRange ? 'range' : 'days';
  const [startName, endName] = isRange ? ['startTime', 'endTime'] : ['startDate', 'endDate'];
  for (const name of [startName, endName, 'statType']) if (!given(params, name)) throw missingParameter(name);
  const { start, end } = acceptDates(given(params, startName), given(params, endName));
  const statType = STAT_TYPES[form].find((type) => type === given(params, 'statType'));
  if (!statType) throw illegalStatType(STAT_TYPES[form]);
  const clock = zoneClock(account.timeZone);
  const period = isRange ? periodOfRange(end - start, given(params, 'detail')) : periodOfDays(end - start);
  const nowSeconds = Math.floor(now / 1000);
  const edges = isRange
    ? edgesOfRange(clock, period, clock.instant(start), clock.instant(end), nowSeconds)
    : periodEdges(clock, period, clock.instant(start), Math.min(clock.instant(end), nowSeconds + 1));
  return { form, account, clock, statType, period, edges, start, end, ...acceptScope(params, accounts, account) };
}

function given(params: QcloudParams, name: string): string {
  return params.get(name)?.trim() ?? '';
}

function hasRange(params: QcloudParams): boolean {
  return given(params, 'startTime') !== '' || given(params, 'endTime') !== '';
}

const DAY = 86_400;
const MAX_SPAN = 400 * DAY; // five-minute data is kept that long by default

/** Wall seconds; spans are measured by the clocks, so that a day with a clock change is a day. */
function acceptDates(startText: string, endText: string): { start: number; end: number } {
  const start = parseWallTime(startText, 'seconds');
  const end = parseWallTime(endText, 'seconds');
  if (start === undefined || end === undefined) throw illegalDates('YYYY-MM-DD hh:mm:ss');
  if (end < start) throw illegalDates('start <= end');
  if (end - start > MAX_SPAN) throw illegalDates('<= 400 days');
  return { start, end };
}

/** Seed 003: below 3 days five minutes, below 7 days an hour, else a day. */
function periodOfDays(span: number): PeriodMinutes {
  return span < 3 * DAY ? 5 : span < 7 * DAY ? 60 : 1440;
}

/** The later document: up to 3 days, up to 7 days, else; detail=1 always gives five minutes. */
function periodOfRange(span: number, detail: string): PeriodMinutes {
  return detail === '1' || span <= 3 * DAY ? 5 : span <= 7 * DAY ? 60 : 1440;
}

/** Labels L with start <= L <= end, none beyond the bucket that holds now. */
function edgesOfRange(clock: ZoneClock, period: PeriodMinutes, start: number, end: number, now: number): number[] {
  const edges = periodEdges(clock, period, start - 1, Math.min(end, now + 1));
  while (edges.length > 0 && edges.at(-1)! > end) edges.pop();
  return edges.length > 1 ? edges : [];
}
