import { addColumns } from '../series/roll-up.ts';
import type { Span } from '../state/span.ts';
import { STEPS } from '../state/view.ts';
import { getJson } from './get.ts';
import type { Metric, Series, UsageAnswer } from './types.ts';

export interface UsageQuestion extends Span {
  /** null = everything that the reader may see. */
  readonly domains: readonly string[] | null;
  readonly metrics: readonly Metric[];
  readonly timeZone: string;
  /** One series for all, or one each. */
  readonly grouped: boolean;
}

/**
 * Asks GET /weir/v1/usage. So many names that no URL can hold them are asked in several requests, whose counters are added;
 * a peak cannot be added, so `bandwidth_bps` of a sum over several requests is left out (peaksOf has the rule).
 */
export async function askUsage(question: UsageQuestion, signal?: AbortSignal): Promise<UsageAnswer> {
  if (question.domains?.length === 0) return nothingAsked(question);
  const answers = await Promise.all(usageUrls(question).map((url) => getJson<UsageAnswer>(url, signal)));
  return answers.length === 1 ? answers[0]! : joined(answers, question.grouped);
}

/** About no domain there is nothing to ask: zeros, or no series. */
function nothingAsked({ start, end, step, metrics, timeZone, grouped }: UsageQuestion): UsageAnswer {
  const seconds = STEPS[step];
  const starts = Array.from({ length: Math.ceil((end - start) / seconds) }, (_, i) => start + i * seconds);
  const columns = Object.fromEntries(metrics.map((metric) => [metric, starts.map(() => 0)]));
  const series = grouped ? [] : [{ domain: null, start: starts, ...columns }];
  return { start, end, step_seconds: seconds, time_zone: timeZone, series };
}

const MAX_NAMES_LENGTH = 6000; // Node takes 16 KiB of headers

/** The requests for a question. No names: nothing is asked. */
export function usageUrls({ domains, start, end, step, metrics, timeZone, grouped }: UsageQuestion): string[] {
  const rest = new URLSearchParams({
    ...{ start: String(start), end: String(end), step, metrics: metrics.join(',') },
    ...{ time_zone: timeZone, group_by: grouped ? 'domain' : 'none' },
  });
  if (domains === null) return [`/weir/v1/usage?${rest}`];
  return parts(domains.map(encodeURIComponent)).map((names) => `/weir/v1/usage?domain=${names.join(',')}&${rest}`);
}

function parts(names: readonly string[]): string[][] {
  const lists: string[][] = [];
  let room = 0;
  for (const name of names) {
    room -= name.length + 1;
    if (room < 0) {
      lists.push([]);
      room = MAX_NAMES_LENGTH - name.length - 1;
    }
    lists.at(-1)!.push(name);
  }
  return lists;
}

function joined(answers: readonly UsageAnswer[], isGrouped: boolean): UsageAnswer {
  const series = answers.flatMap((answer) => answer.series);
  return { ...answers[0]!, series: isGrouped ? series : [summed(series)] };
}

function summed(series: readonly Series[]): Series {
  const { domain: _, estimated: __, start, bandwidth_bps: ___, ...columns } = series[0]!;
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const sums = names.map((name) => [name, addColumns(series.map((one) => one[name]!))]);
  const isEstimated = series.some(({ estimated }) => estimated);
  return { domain: null, start, ...(isEstimated && { estimated: true }), ...Object.fromEntries(sums) };
}
