import { periodEdges } from '../time/periods.ts';
import { zoneClock } from '../time/zone-clock.ts';
import { COUNTERS, type Counter, isCounter } from '../usage/counters.ts';
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

export type Metric = Counter | 'bandwidth_bps';
export const METRICS: readonly Metric[] = [...COUNTERS, 'bandwidth_bps'];

export const STEP_SECONDS = { '1m': 60, '5m': 300, '1h': 3600, '1d': 86_400 } as const;
export type Step = keyof typeof STEP_SECONDS;

/** A parameter that cannot be used: which, what was given, what would be accepted. */
export class QuestionError extends Error {
  readonly parameter: string;
  constructor(parameter: string, message: string) {
    super(`${parameter}: ${message}`);
    this.name = 'QuestionError';
    this.parameter = parameter;
  }
}

const PARAMETERS = ['domain', 'start', 'end', 'step', 'metrics', 'group_by', 'time_zone'];
const DAY_SECONDS = 86_400;
const MAX_BUCKETS = 600_000; // 400 days of minutes, retention's default

/** `now` in Unix milliseconds. Default: the last 24 hours, 5m, every metric, by domain, the account's zone. */
export function parseUsageQuestion(
  parameters: URLSearchParams,
  defaults: { timeZone: string },
  now: number,
): UsageQuestion {
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name))
      throw new QuestionError(name, `not a parameter; there are ${PARAMETERS.join(', ')}`);
  }
  const step = parseStep(single(parameters, 'step') ?? '5m');
  const timeZone = parseTimeZone(single(parameters, 'time_zone') ?? defaults.timeZone);
  const metrics = parseMetrics(list(parameters, 'metrics'));
  const edges = parseRange(parameters, step, timeZone, now);
  const query: UsageQuery = {
    domains: parseDomains(list(parameters, 'domain')),
    start: edges[0]!,
    end: edges.at(-1)!,
    step: step === '1m' ? 60 : 300,
    counters: countersBehind(metrics),
    merged: parseGroupBy(single(parameters, 'group_by') ?? 'domain') === 'none',
  };
  return { step, timeZone, metrics, edges, query };
}

function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new QuestionError(name, `given ${values.length} times, once is accepted`);
  return values[0];
}

/** Repeated or comma-separated. undefined when the parameter is absent. */
function list(parameters: URLSearchParams, name: string): string[] | undefined {
  if (!parameters.has(name)) return undefined;
  return parameters.getAll(name).flatMap((value) => value.split(',').map((item) => item.trim()));
}

function parseStep(text: string): Step {
  if (Object.hasOwn(STEP_SECONDS, text)) return text as Step;
  throw new QuestionError('step', `${quoted(text)} is none of 1m, 5m, 1h, 1d`);
}

function parseGroupBy(text: string): 'domain' | 'none' {
  if (text === 'domain' || text === 'none') return text;
  throw new QuestionError('group_by', `${quoted(text)} is neither domain nor none`);
}

function parseTimeZone(text: string): string {
  try {
    zoneClock(text);
    return text;
  } catch {
    throw new QuestionError('time_zone', `${quoted(text)} is not an IANA time zone such as Asia/Shanghai`);
  }
}

function parseMetrics(names: readonly string[] | undefined): readonly Metric[] {
  if (names === undefined) return METRICS;
  const unknown = names.find((name) => !isCounter(name) && name !== 'bandwidth_bps');
  if (unknown !== undefined) throw new QuestionError('metrics', `${quoted(unknown)} is none of ${METRICS.join(', ')}`);
  return [...new Set(names as Metric[])];
}

function countersBehind(metrics: readonly Metric[]): Counter[] {
  return [...new Set(metrics.map((metric) => (metric === 'bandwidth_bps' ? 'bytes' : metric)))];
}

function parseDomains(names: readonly string[] | undefined): DomainChoice {
  if (names === undefined) return { kind: 'all' };
  if (names.includes('')) throw new QuestionError('domain', 'an empty name; leave the parameter out for all domains');
  return { kind: 'named', names: [...new Set(names.map((name) => name.toLowerCase()))] };
}

function parseRange(parameters: URLSearchParams, step: Step, timeZone: string, now: number): number[] {
  const end = parseTime('end', single(parameters, 'end')) ?? now / 1000;
  const start = parseTime('start', single(parameters, 'start')) ?? end - DAY_SECONDS;
  if (end <= start) throw new QuestionError('end', 'not after start');
  if ((end - start) / STEP_SECONDS[step] > MAX_BUCKETS) {
    throw new QuestionError(
      'start',
      `more than ${MAX_BUCKETS} buckets of ${step}; ask for a shorter range or a longer step`,
    );
  }
  if (step === '1d') return periodEdges(zoneClock(timeZone), 1440, start, end);
  const seconds = STEP_SECONDS[step];
  const first = Math.floor(start / seconds);
  const last = Math.ceil(end / seconds);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * seconds);
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
