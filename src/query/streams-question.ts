import type { Static } from 'typebox';
import type { LiveUsageQuery } from './live-usage-query.ts';
import { QuestionError } from './question-error.ts';
import { parameterReader } from './read-parameters.ts';
import { DEFAULT_STREAMS, StreamsParameters } from './streams-parameters.ts';
import type { TopStreamsQuestion } from './top-streams.ts';
import type { Step } from './usage-parameters.ts';
import { parseRange, parseTimes, parseTimeZone } from './usage-question.ts';

/**
 * The question of `GET /weir/v1/streams`, from its raw parameters: which streams of a live domain were played most, or,
 * where `app`, `stream` or `step` is given, how one of them, an application or the whole domain went over time.
 *
 *     ?domain=play.live.com&limit=5                              -> { kind: 'top', top: { domain, start, end, limit: 5 } }
 *     ?domain=play.live.com&app=live&stream=t1&step=1h           -> { kind: 'series', edges, query, ... }
 */
export type StreamsQuestion = { readonly kind: 'top'; readonly top: TopStreamsQuestion } | StreamSeriesQuestion;

export interface StreamSeriesQuestion {
  readonly kind: 'series';
  readonly step: Step;
  readonly timeZone: string;
  /** Starts of the answer's buckets and, last, the end of the last one; Unix seconds. */
  readonly edges: readonly number[];
  readonly query: LiveUsageQuery & { readonly domains: readonly [string] };
}

const readParameters = parameterReader(StreamsParameters);

/** `now` in Unix milliseconds. Default: the last 24 hours; a series in 5m, days in the account's zone. */
export function parseStreamsQuestion(
  parameters: URLSearchParams,
  defaults: { timeZone: string },
  now: number,
): StreamsQuestion {
  const given = readParameters(parameters);
  const wantsSeries = [given.app, given.stream, given.step].some((value) => value !== undefined);
  return wantsSeries ? seriesQuestion(given, defaults, now) : { kind: 'top', top: topQuestion(given, now) };
}

type Given = Static<typeof StreamsParameters>;

/** Whole minutes, which is what is stored. */
function topQuestion(given: Given, now: number): TopStreamsQuestion {
  if (given.time_zone !== undefined) throw new QuestionError('time_zone', 'only a series has days; give step too');
  const { start, end } = parseTimes(given, '1m', now);
  return {
    domain: given.domain.toLowerCase(),
    start: Math.floor(start / 60) * 60,
    end: Math.ceil(end / 60) * 60,
    limit: given.limit === undefined ? DEFAULT_STREAMS : Number(given.limit),
  };
}

function seriesQuestion(given: Given, defaults: { timeZone: string }, now: number): StreamSeriesQuestion {
  const { domain, app, stream, step = '5m' } = given;
  if (given.limit !== undefined)
    throw new QuestionError('limit', 'only a list has one; leave out app, stream and step');
  if (stream !== undefined && app === undefined) {
    throw new QuestionError('app', 'missing; two applications may have streams of one name');
  }
  const timeZone = parseTimeZone(given.time_zone ?? defaults.timeZone);
  const edges = parseRange(given, step, timeZone, now);
  const range = { start: edges[0]!, end: edges.at(-1)!, step: step === '1m' ? 60 : 300 } as const;
  return { kind: 'series', step, timeZone, edges, query: { domains: [domain.toLowerCase()], app, stream, ...range } };
}
