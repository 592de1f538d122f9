import { getJson } from '../../api/get.ts';
import type { Bill, UsageAnswer } from '../../api/types.ts';
import { askUsage } from '../../api/usage.ts';

/** A month by every method, one of them with its work, and the points that it is made of. */
export interface Month {
  readonly bills: readonly Bill[];
  readonly bill: Bill;
  readonly points: UsageAnswer;
}

interface Asked {
  readonly month: string;
  /** undefined: the reader's own. */
  readonly account: string | undefined;
  /** '' = the contract's, or the monthly 95th. */
  readonly method: string;
  /** null = all of the reader's. */
  readonly domains: readonly string[] | null;
  readonly timeZone: string;
}

const HEADROOM_METHODS = ['monthly-95', 'night-half-95'];

export async function askMonth(
  { month, account, method, domains, timeZone }: Asked,
  signal?: AbortSignal,
): Promise<Month> {
  const common = new URLSearchParams({ month, ...(account !== undefined && { account }) });
  const { bills } = await getJson<{ bills: Bill[] }>(`/weir/v1/billing/what-if?${common}`, signal);
  const usual = bills[0]!.terms.is_contract ? bills[0]!.terms.method : 'monthly-95';
  const shown =
    bills.find((bill) => bill.method === method) ?? bills.find((bill) => bill.method === usual) ?? bills[0]!;
  const { start, until, end } = shown;
  const [bill, points] = await Promise.all([
    withHeadroom(shown, common, signal),
    askUsage(
      {
        domains,
        start,
        end: until > start ? until : end,
        step: '5m',
        metrics: ['requests', 'bytes', 'bandwidth_bps'],
        timeZone,
        grouped: false,
      },
      signal,
    ),
  ]);
  return { bills, bill, points };
}

/** How long traffic may still be above what bills now; only a percentile of a month that goes on has that. */
async function withHeadroom(bill: Bill, common: URLSearchParams, signal?: AbortSignal): Promise<Bill> {
  if (!HEADROOM_METHODS.includes(bill.method) || bill.bandwidth_bps === null || bill.is_over) return bill;
  const query = new URLSearchParams([...common, ['method', bill.method], ['headroom', String(bill.bandwidth_bps)]]);
  return getJson<Bill>(`/weir/v1/billing?${query}`, signal);
}
