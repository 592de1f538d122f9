import { randomUUID } from 'node:crypto';
import { runnable } from '../run-api.ts';
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
import { streamTraffic } from './stream-traffic.ts';

const ROUTE: Route = { method: 'GET', path: '/v1/{project_id}/stream/traffic' };
const PATH = /^\/v1\/([^/]+)\/stream\/traffic\/?$/;
const runStreamTraffic = runnable(streamTraffic);

/** Huawei Cloud Live: REST behind an API gateway, which answers for every path below /v1/. */
export function createHuaweicloud(newRequestId: () => string = randomId): Vendor {
  function refusal(fault: HuaweicloudFault): ApiResponse {
    const requestId = newRequestId();
    return { ...json(fault.status, faultBody(fault, requestId)), headers: { 'x-request-id': requestId } };
  }
  return {
    name: 'huaweicloud',
    routes: [ROUTE],
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
  const [, projectId] = PATH.exec(request.path) ?? [];
  if (projectId === undefined) throw unknownPath();
  if (request.method !== ROUTE.method) throw unknownMethod();
  const account = authenticate(context.accounts, request, decode(projectId), context.now);
  return runStreamTraffic({ account, rawQuery: request.rawQuery }, context);
}

function json(status: number, body: AnswerText): ApiResponse {
  return { status, contentType: 'application/json; charset=utf-8', body };
}

/** 32 hex digits, as the gateway's are. */
function randomId(): string {
  return randomUUID().replaceAll('-', '');
}
