import { type RunApi, runnable } from '../run-api.ts';
import type { ApiContext, ApiRequest, ApiResponse, Vendor } from '../vendor.ts';
import { faultBody, JdFault } from './faults.ts';
import { flow } from './flow.ts';
import { liveBandwidthFlow } from './live-bandwidth-flow.ts';
import { originRatio } from './origin-ratio.ts';
import { type JdRequest, readJdRequest } from './request.ts';

const APIS: ReadonlyMap<string, RunApi<JdRequest>> = new Map([
  ['/api/flow', runnable(flow)],
  ['/api/origin_ratio', runnable(originRatio)],
  ['/api/live/bandwidth_flow', runnable(liveBandwidthFlow)],
]);

/** JD Cloud's open CDN API (opencdn.jcloud.com): JSON in, JSON out, HTTP 200 always, `status` tells. */
export function createJdcloud(): Vendor {
  return {
    name: 'jdcloud',
    routes: [...APIS.keys()].map((path) => ({ method: 'POST', path })),
    async answer(request, context, report) {
      return {
        status: 200,
        contentType: 'application/json; charset=utf-8',
        body: await bodyOf(request, context, report),
      };
    },
  };
}

async function bodyOf(
  request: ApiRequest,
  context: ApiContext,
  report: (error: unknown) => void,
): Promise<ApiResponse['body']> {
  try {
    const run = APIS.get(request.path);
    if (!run) throw new JdFault('exception');
    return await run(readJdRequest(request.body), context);
  } catch (error) {
    if (!(error instanceof JdFault)) report(error);
    const fault = error instanceof JdFault ? error.fault : 'exception';
    return faultBody(fault, request.headers['accept-language']);
  }
}
