import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRequest, ApiResponse, Route, Unreadable, Vendor } from '../vendors/vendor.ts';
import { hearOut } from './broken-requests.ts';
import { headerText } from './header-text.ts';
import { badRequest, sendProblem } from './problem.ts';
import type { RouteContext } from './server.ts';

/** Serves every vendor's routes at the vendor's own paths; all that is theirs is decided in vendors/. */
export function vendorRoutes(app: FastifyInstance, context: RouteContext): void {
  for (const vendor of context.vendors) app.register(async (scope) => serveVendor(scope, vendor, context));
}

function serveVendor(scope: FastifyInstance, vendor: Vendor, context: RouteContext): void {
  const headersAsSent = new WeakMap<FastifyRequest, ApiRequest['headers']>();
  scope.addHook('onRequest', async (request) => {
    headersAsSent.set(request, joinHeaders(request));
    request.raw.headers['content-type'] = 'application/octet-stream'; // whatever it says, the dialect reads the bytes
  });
  const send = (reply: FastifyReply, answer: ApiResponse) => {
    context.metrics.observeAnswer(vendor.name, answer.status);
    return sendAnswer(reply, answer);
  };
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const report = (error: unknown) => request.log.error({ err: error, vendor: vendor.name }, 'a question failed');
    const asked = apiRequest(request, headersAsSent.get(request)!);
    return send(reply, await vendor.answer(asked, apiContext(context), report));
  };
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    if (error.statusCode === undefined || error.statusCode >= 500) throw error;
    hearOut(request, reply);
    return send(reply, vendor.refuse(whyUnreadable(error), headersAsSent.get(request)!));
  });
  for (const { method, path } of vendor.routes) {
    scope.route({ method, url: fastifyPath(path), exposeHeadRoute: false, handler });
  }
  if (vendor.gateway !== undefined) scope.all(`${vendor.gateway}*`, { exposeHeadRoute: false }, handler);
}

function sendAnswer(reply: FastifyReply, { status, headers = {}, contentType, body }: ApiResponse): FastifyReply {
  return reply.code(status).headers(headers).header('content-type', contentType).send(body);
}

function whyUnreadable({ code }: FastifyError): Unreadable {
  return code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'too large' : 'broken';
}

/** A path that cannot be decoded leads to no route: below a vendor's gateway it is refused in the vendor's words. */
export function refuseUrl(
  { vendors }: RouteContext,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const vendor = vendors.find(({ gateway }) => gateway !== undefined && request.url.startsWith(gateway));
  if (vendor) sendAnswer(reply, vendor.refuse('broken', joinHeaders(request)));
  else sendProblem(reply, badRequest(400, error.message));
}

function apiContext({ settings, answers, clock }: RouteContext): Parameters<Vendor['answer']>[1] {
  const { accounts } = settings();
  return {
    ...{ accounts, now: clock() },
    ask: (account, query) => answers.answer({ account, accounts }, query),
    askLive: (account, query) => answers.answerLive({ account, accounts }, query),
  };
}

function fastifyPath(path: Route['path']): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function apiRequest(request: FastifyRequest, headers: ApiRequest['headers']): ApiRequest {
  const url = request.raw.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method,
    path: mark < 0 ? url : url.slice(0, mark),
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(0),
  };
}

function joinHeaders(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(request.raw.headers)) {
    if (value !== undefined) headers[name] = headerText(Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
