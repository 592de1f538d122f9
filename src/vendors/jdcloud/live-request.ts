import type { ApiContext } from '../vendor.ts';
import { JdFault } from './faults.ts';
import { acceptJdRequest, type JdParams, type JdRequest, textOf } from './request.ts';

/**
 * What bandwidth_flow takes beside the parameters of JD's other usage APIs:
 *
 *     {"username":"test_user",...,"time_point":"startTime","appName":"live","streamName":"t1"}
 *
 * All are optional and come from the vendor's later text. `time_point` says whether a point is named by the end of its
 * bucket (endTime, the default) or by its start; `streamName` needs `appName`, because streams of two applications may
 * have one name. Empty values count as absent.
 */
export interface LiveFlowParams extends JdParams {
  readonly timePoint: TimePoint;
  /** undefined = the whole domain. */
  readonly app: string | undefined;
  /** undefined = all of the application's. */
  readonly stream: string | undefined;
}

type TimePoint = 'startTime' | 'endTime';

const BUCKET = 300;

/** Seconds from a bucket's start to its label. */
const LABEL_OFFSET: Readonly<Record<TimePoint, number>> = { startTime: 0, endTime: BUCKET };

/** Checks a request: the shared parameters first, in their order, then those of this API. */
export function acceptLiveRequest(request: JdRequest, context: Pick<ApiContext, 'accounts' | 'now'>): LiveFlowParams {
  const params = acceptJdRequest(request, context, 'refused');
  const timePoint = acceptTimePoint(request.time_point);
  const app = acceptName(request.appName);
  const stream = acceptName(request.streamName);
  if (stream !== undefined && app === undefined) throw new JdFault('parameterMissing');
  if (textLength(params) > MAX_TEXT) throw new JdFault('tooManyDomains');
  // A point is there once its bucket has ended, by whichever of its two times it is named.
  const ended = Math.floor(context.now / 1000 / BUCKET) * BUCKET - BUCKET + LABEL_OFFSET[timePoint];
  return { ...params, lastLabel: Math.min(params.lastLabel, ended), timePoint, app, stream };
}

/** Whether the request is about streams, which only live servers tell apart. */
export function namesStreams({ appName, streamName }: JdRequest): boolean {
  return textOf(appName) !== '' || textOf(streamName) !== '';
}

/** The five-minute buckets whose labels were asked for. */
export function bucketsOf({ firstLabel, lastLabel, timePoint }: LiveFlowParams): {
  readonly start: number;
  readonly end: number;
  readonly step: 300;
} {
  const start = firstLabel - LABEL_OFFSET[timePoint];
  return { start, end: Math.max(start, lastLabel - LABEL_OFFSET[timePoint] + BUCKET), step: BUCKET };
}

function acceptTimePoint(value: unknown): TimePoint {
  const text = textOf(value);
  if (text === '') return 'endTime';
  if (text === 'startTime' || text === 'endTime') return text;
  throw new JdFault('failed');
}

/** A name that is no text would, as a missing one, be answered with other streams' usage too. */
function acceptName(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) throw new JdFault('failed');
  return text === '' ? undefined : text;
}

// Every point repeats every name: names of 253 letters would make a text longer than a string can be.
const MAX_TEXT = 200_000_000;

function textLength({ domains, firstLabel, lastLabel }: JdParams): number {
  const perPoint = domains.reduce((sum, domain) => sum + domain.length + 40, 0);
  return (Math.max(0, lastLabel - firstLabel) / BUCKET) * perPoint;
}
