import type { Static } from 'typebox';
import { periodEdges } from '../time/periods.ts';
import { zoneClock } from '../time/zone-clock.ts';
import type { Counter } from '../usage/counters.ts';
import { QuestionError } from './question-error.ts';
import { parameterReader } from './read-parameters.ts';
import { METRICS, type Metric, STEP_SECONDS, type Step, UsageParameters } from './usage-parameters.ts';
import type { DomainChoice, UsageQuery } from './usage-query.ts';

/**
 * The question of `GET /weir/v1/usage` (weir-contract section 5), from its raw parameters:
 *
 *     ?domain=www.a.com&start=2026-01-01T00:00:00Z&end=1767229200&step=1h&metrics=bytes,bandwidth_bps
 *     -> the buckets' edges (aligned outward), the metrics, and the UsageQuery that they are made from
 */
export interface UsageQuestion {
  readonly step: Step;
  readonly timeZone: string;
  readonly metrics: readonly Metric[];
  /** Starts of the answer's buckets and, last, the end of the last one; Unix seconds. */
  readonly edges: readonly number[];
  readonly query: UsageQuery;
}

const readParameters = parameterReader(UsageParameters);
const DAY_SECONDS = 86_400;
const MAX_BUCKETS = 600_000; // 400 days of minutes, retention's default

/** `now` in Unix milliseconds. Default: the last 24 hours, 5m, every metric, by domain, the account's zone. */
export function parseUsageQuestion(
  parameters: URLSearchParams,
  defaults: { timeZone: string },
  now: number,
): UsageQuestion {
  const given = readParameters(parameters);
  const step = given.step ?? '5m';
  const timeZone = parseTimeZone(given.time_zone ?? defaults.timeZone);
  const metrics = [...new Set(given.metrics ?? METRICS)];
  const edges = parseRange(given, step, timeZone, now);
  const query: UsageQuery = {
    domains: domainChoice(given.domain),
    start: edges[0]!,
    end: edges.at(-1)!,
    step: step === '1m' ? 60 : 300,
    counters: countersBehind(metrics),
    merged: given.group_by === 'none',
  };
  return { step, timeZone, metrics, edges, query };
}

export function parseTimeZone(text: string): string {
  try {
    zoneClock(text);
    return text;
  } catch {
    throw new QuestionError('time_zone', `${quoted(text)} is not an IANA time zone such as Asia/Shanghai`);
  }
}

function countersBehind(metrics: readonly Metric[]): Counter[] {
  return [...new Set(metrics.map((metric) => (metric === 'bandwidth_bps' ? 'bytes' : metric)))];
}

/** Named domains in the spelling under which usage is kept, each once; without any, all of the asker's. */
export function domainChoice(names: readonly string[] | undefined): DomainChoice {
  if (names === undefined) return { kind: 'all' };
  return { kind: 'named', names: [...new Set(names.map((name) => name.toLowerCase()))] };
}

/** The times of a question, as they were given. */
export type Range = Readonly<Pick<Static<typeof UsageParameters>, 'start' | 'end'>>;

/** Starts of the buckets that hold the range and, last, the end of the last one; Unix seconds. */
export function parseRange(given: Range, step: Step, timeZone: string, now: number): number[] {
  const { start, end } = parseTimes(given, step, now);
  if (step === '1d') return periodEdges(zoneClock(timeZone), 1440, start, end);
  const seconds = STEP_SECONDS[step];
  const first = Math.floor(start / seconds);
  const last = Math.ceil(end / seconds);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * seconds);
}

/** Default: the day before `now`, or before the end. Not more of `step` than a question may be about. */
export function parseTimes(given: Range, step: Step, now: number): { readonly start: number; readonly end: number } {
  const end = parseTime('end', given.end) ?? now / 1000;
  const start = parseTime('start', given.start) ?? end - DAY_SECONDS;
  if (end <= start) throw new QuestionError('end', 'not after start');
  if ((end - start) / STEP_SECONDS[step] > MAX_BUCKETS) {
    throw new QuestionError(
      'start',
      `more than ${MAX_BUCKETS} buckets of ${step}; ask for a shorter range or a longer step`,
    );
  }
  return { start, end };
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const MAX_TIME = 2 ** 32; // what a stored minute can name

/** RFC 3339 or Unix seconds -> Unix seconds. */
export function parseTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const spaced = text.replace(/ (?=\d\d:\d\d$)/, '+'); // a '+' that was not percent-encoded arrives as a space
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : RFC_3339.test(spaced) ? rfc3339(spaced) : Number.NaN;
  if (seconds >= 0 && seconds < MAX_TIME) return seconds;
  throw new QuestionError(
    name,
    `${quoted(text)} is neither RFC 3339 (2026-01-01T00:00:00Z) nor Unix seconds up to 2106`,
  );
}

/** NaN for a date that does not exist, which Date.parse would roll over to the next month. */
function rfc3339(text: string): number {
  const instant = Date.parse(text.toUpperCase().replace(' ', 'T')) / 1000;
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day <= daysInMonth ? instant : Number.NaN;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
