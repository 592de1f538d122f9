import { type RunApi, runnable } from '../run-api.ts';
import {
  type AnswerText,
  AnswerTooLarge,
  type ApiContext,
  type ApiRequest,
  type ApiResponse,
  type Vendor,
} from '../vendor.ts';
import {
  bodyTooLarge,
  faultBody,
  internalError,
  missingParameter,
  QcloudFault,
  replayed,
  tooManyPoints,
  unknownAction,
  unreadableBody,
} from './faults.ts';
import { getCdnOriginStat } from './get-cdn-origin-stat.ts';
import type { QcloudRequest } from './origin-stat-request.ts';
import { type QcloudParams, readParams } from './params.ts';
import { createReplayGuard, type ReplayGuard } from './replay-guard.ts';
import { authenticate } from './signature.ts';

const PATH = '/v2/index.php';
const ACTIONS: ReadonlyMap<string, RunApi<QcloudRequest>> = new Map([
  [getCdnOriginStat.name, runnable(getCdnOriginStat)],
]);

/** Tencent Cloud's API v2 for CDN (cdn.api.qcloud.com): one path, the Action tells what; HTTP 200 always. */
export function createQcloud(guard: ReplayGuard = createReplayGuard()): Vendor {
  return {
    name: 'qcloud',
    routes: [
      { method: 'GET', path: PATH },
      { method: 'POST', path: PATH },
    ],
    async answer(request, context, report) {
      return json(
        await successBody(request, context, guard).catch((error: unknown) => faultBody(faultOf(error, report))),
      );
    },
    refuse: (why) => json(faultBody(why === 'too large' ? bodyTooLarge() : unreadableBody())),
  };
}

function json(body: AnswerText): ApiResponse {
  return { status: 200, contentType: 'application/json; charset=utf-8', body };
}

function faultOf(error: unknown, report: (error: unknown) => void): QcloudFault {
  if (error instanceof QcloudFault) return error;
  if (error instanceof AnswerTooLarge) return tooManyPoints();
  report(error);
  return internalError();
}

const COMMON_PARAMETERS = ['Action', 'SecretId', 'Timestamp', 'Nonce', 'Signature'];

/** Who asks comes first: what exists is told only to those who signed. */
async function successBody(request: ApiRequest, context: ApiContext, guard: ReplayGuard): Promise<AnswerText> {
  const params = await readParams(request);
  for (const name of COMMON_PARAMETERS) if (!params.get(name)) throw missingParameter(name);
  const { account } = authenticate(context.accounts, request, params);
  if (!isFresh(params, guard, context.now)) throw replayed(context.now);
  const run = ACTIONS.get(params.get('Action')!);
  if (!run) throw unknownAction();
  return run({ account, params }, context);
}

function isFresh(params: QcloudParams, guard: ReplayGuard, now: number): boolean {
  const timestamp = params.get('Timestamp')!;
  return (
    /^\d{1,12}$/.test(timestamp) && guard.admits(params.get('SecretId')!, params.get('Nonce')!, Number(timestamp), now)
  );
}
