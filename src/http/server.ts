import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Receiver } from '../ingest/receiver.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import type { Vendor } from '../vendors/vendor.ts';
import { domainRoutes } from './domain-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { ingestRoutes } from './ingest-routes.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { Problem, sendProblem } from './problem.ts';
import type { Settings } from './settings.ts';
import { usageRoutes } from './usage-routes.ts';
import { vendorRoutes } from './vendor-routes.ts';

export interface ServerOptions {
  /** Asked at every request: a reloaded config takes effect with the next one. */
  readonly settings: () => Settings;
  readonly store: UsageStore;
  readonly receiver: Receiver;
  readonly vendors: readonly Vendor[];
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly logger?: FastifyBaseLogger;
  /** Contents of PEM files; absent = plain HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** More routes, such as the dashboard's. */
  readonly plugins?: readonly ((app: FastifyInstance) => void)[];
}

/** What every group of routes is given. */
export interface RouteContext extends ServerOptions {
  readonly metrics: Metrics;
}

const REQUEST_TIMEOUT_MS = 5 * 60_000; // a 64 MiB batch over a slow uplink
const BODY_LIMIT_BYTES = 2 ** 20; // ingest has its own

/** The HTTP server, not yet listening: the vendors' routes, Weir's own, health and metrics. */
export function createServer(options: ServerOptions): FastifyInstance {
  const context: RouteContext = { ...options, metrics: createMetrics() };
  const app = fastify({
    ...(options.tls && { https: options.tls }),
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }), // a request line can hold a signature
    requestTimeout: REQUEST_TIMEOUT_MS,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  }) as unknown as FastifyInstance;
  takeBodiesRaw(app);
  app.addHook('onResponse', (request, reply, done) => {
    context.metrics.observeRequest(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, problemOf(error, request.log)));
  app.setNotFoundHandler((request) => {
    throw new Problem(404, 'not-found', `there is no ${request.method} ${request.url.split('?')[0]}`);
  });
  for (const routes of [healthRoutes, ingestRoutes, usageRoutes, domainRoutes, vendorRoutes]) routes(app, context);
  for (const plugin of options.plugins ?? []) plugin(app);
  return app;
}

/** Bodies stay bytes: vendors sign them raw, some clients send one with GET, and JD's are JSON whatever their type says. */
function takeBodiesRaw(app: FastifyInstance): void {
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function problemOf(error: FastifyError | Problem, log: FastifyBaseLogger): Problem {
  if (error instanceof Problem) return error;
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Problem(error.statusCode, 'bad-request', error.message);
  }
  log.error({ err: error }, 'a request failed');
  return new Problem(500, 'internal', 'the server failed; its log says why');
}
