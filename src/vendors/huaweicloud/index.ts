import { randomUUID } from 'node:crypto';
import { type RunApi, runnable, runnableLive } from '../run-api.ts';
import {
  type AnswerText,
  AnswerTooLarge,
  type ApiContext,
  type ApiRequest,
  type ApiResponse,
  type Route,
  type Vendor,
} from '../vendor.ts';
import { authenticate } from './authenticate.ts';
import { decode } from './canonical-request.ts';
import {
  bodyTooLarge,
  brokenRequest,
  faultBody,
  HuaweicloudFault,
  illegalRequest,
  internalError,
  unknownMethod,
  unknownPath,
} from './faults.ts';
import { streamBandwidth } from './stream-bandwidth.ts';
import type { StreamRequest } from './stream-request.ts';
import { streamTraffic } from './stream-traffic.ts';
import { streamUsers } from './stream-users.ts';

/** By what follows `/v1/{project_id}/stream/`. */
const APIS: ReadonlyMap<string, RunApi<StreamRequest>> = new Map([
  ['traffic', runnable(streamTraffic)],
  ['bandwidth', runnable(streamBandwidth)],
  ['users', runnableLive(streamUsers)],
]);

const METHOD = 'GET';
const PATH = /^\/v1\/([^/]+)\/stream\/([^/]+)\/?$/;

/** Huawei Cloud Live: REST behind an API gateway, which answers for every path below /v1/. */
export function createHuaweicloud(newRequestId: () => string = randomId): Vendor {
  function refusal(fault: HuaweicloudFault): ApiResponse {
    const requestId = newRequestId();
    return { ...json(fault.status, faultBody(fault, requestId)), headers: { 'x-request-id': requestId } };
  }
  return {
    name: 'huaweicloud',
    routes: [...APIS.keys()].map((name): Route => ({ method: METHOD, path: `/v1/{project_id}/stream/${name}` })),
    gateway: '/v1/',
    async answer(request, context, report) {
      try {
        return json(200, await successBody(request, context));
      } catch (error) {
        return refusal(faultOf(error, report));
      }
    },
    refuse: (why) => refusal(why === 'too large' ? bodyTooLarge() : brokenRequest()),
  };
}

function faultOf(error: unknown, report: (error: unknown) => void): HuaweicloudFault {
  if (error instanceof HuaweicloudFault) return error;
  if (error instanceof AnswerTooLarge) return illegalRequest();
  report(error);
  return internalError();
}

/** The gateway looks for the API, then asks who calls; the service looks at the rest. */
async function successBody(request: ApiRequest, context: ApiContext): Promise<AnswerText> {
  const [, projectId = '', name = ''] = PATH.exec(request.path) ?? [];
  const run = APIS.get(name);
  if (!run) throw unknownPath();
  if (request.method !== METHOD) throw unknownMethod();
  const account = authenticate(context.accounts, request, decode(projectId), context.now);
  return run({ account, rawQuery: request.rawQuery }, context);
}

function json(status: number, body: AnswerText): ApiResponse {
  return { status, contentType: 'application/json; charset=utf-8', body };
}

/** 32 hex digits, as the gateway's are. */
function randomId(): string {
  return randomUUID().replaceAll('-', '');
}
