import { type RunApi, runnable, runnableLive } from '../run-api.ts';
import {
  type AnswerText,
  AnswerTooLarge,
  type ApiContext,
  type ApiRequest,
  type ApiResponse,
  type Vendor,
} from '../vendor.ts';
import { faultBody, JdFault, type JdFaultName } from './faults.ts';
import { flow } from './flow.ts';
import { liveBandwidthFlow } from './live-bandwidth-flow.ts';
import { namesStreams } from './live-request.ts';
import { originRatio } from './origin-ratio.ts';
import { type JdRequest, readJdRequest } from './request.ts';
import { streamBandwidthFlow } from './stream-bandwidth-flow.ts';

const ofDomains = runnable(liveBandwidthFlow);
const ofStreams = runnableLive(streamBandwidthFlow);

const APIS: ReadonlyMap<string, RunApi<JdRequest>> = new Map([
  ['/api/flow', runnable(flow)],
  ['/api/origin_ratio', runnable(originRatio)],
  ['/api/live/bandwidth_flow', (request, context) => (namesStreams(request) ? ofStreams : ofDomains)(request, context)],
]);

/** JD Cloud's open CDN API (opencdn.jcloud.com): JSON in, JSON out, HTTP 200 always, `status` tells. */
export function createJdcloud(): Vendor {
  return {
    name: 'jdcloud',
    routes: [...APIS.keys()].map((path) => ({ method: 'POST', path })),
    async answer(request, context, report) {
      return json(await bodyOf(request, context, report));
    },
    refuse: (_why, headers) => json(faultBody('exception', headers['accept-language'])),
  };
}

function json(body: AnswerText): ApiResponse {
  return { status: 200, contentType: 'application/json; charset=utf-8', body };
}

async function bodyOf(request: ApiRequest, context: ApiContext, report: (error: unknown) => void): Promise<AnswerText> {
  try {
    const run = APIS.get(request.path);
    if (!run) throw new JdFault('exception');
    return await run(readJdRequest(request.body), context);
  } catch (error) {
    return faultBody(faultOf(error, report), request.headers['accept-language']);
  }
}

function faultOf(error: unknown, report: (error: unknown) => void): JdFaultName {
  if (error instanceof JdFault) return error.fault;
  if (error instanceof AnswerTooLarge) return 'tooManyDomains';
  report(error);
  return 'exception';
}
