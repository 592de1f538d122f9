import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerUsage } from '../query/answer.ts';
import type { ApiRequest, Route, Vendor } from '../vendors/vendor.ts';
import { headerText } from './header-text.ts';
import type { RouteContext } from './server.ts';

/** Serves every vendor's routes at the vendor's own paths; all that is theirs is decided in vendors/. */
export function vendorRoutes(app: FastifyInstance, context: RouteContext): void {
  app.register(async (scope) => {
    const headersAsSent = new WeakMap<FastifyRequest, ApiRequest['headers']>();
    scope.addHook('onRequest', async (request) => {
      headersAsSent.set(request, joinHeaders(request));
      request.raw.headers['content-type'] = 'application/octet-stream'; // whatever it says, the dialect reads the bytes
    });
    for (const vendor of context.vendors) {
      const handler = async (request: FastifyRequest, reply: FastifyReply) => {
        const report = (error: unknown) => request.log.error({ err: error, vendor: vendor.name }, 'a question failed');
        const answer = await vendor.answer(
          apiRequest(request, headersAsSent.get(request)!),
          apiContext(context),
          report,
        );
        context.metrics.observeAnswer(vendor.name, answer.status);
        return reply
          .code(answer.status)
          .headers(answer.headers ?? {})
          .header('content-type', answer.contentType)
          .send(answer.body);
      };
      for (const { method, path } of vendor.routes) {
        scope.route({ method, url: fastifyPath(path), exposeHeadRoute: false, handler });
      }
      if (vendor.gateway !== undefined) scope.all(`${vendor.gateway}*`, { exposeHeadRoute: false }, handler);
    }
  });
}

function apiContext({ settings, store, clock }: RouteContext): Parameters<Vendor['answer']>[1] {
  const { accounts } = settings();
  return { accounts, now: clock(), ask: (account, query) => answerUsage(store, { account, accounts }, query) };
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
