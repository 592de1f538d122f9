import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Receiver } from '../ingest/receiver.ts';
import type { Repairs } from '../repair/repairs.ts';
import type { Sources } from '../sources/sources.ts';
import type { UsageStore } from '../usage/usage-store.ts';
import type { Vendor } from '../vendors/vendor.ts';
import { billingRoutes } from './billing-routes.ts';
import { BoundedAnswers } from './bounded-answers.ts';
import { answerNoRequest, hearOut, refuseExpectation, requireHost } from './broken-requests.ts';
import { closeConnectionsOnClose } from './closing.ts';
import { domainRoutes } from './domain-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { heartbeatRoutes } from './heartbeat-routes.ts';
import { ingestRoutes } from './ingest-routes.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { nodeRoutes } from './node-routes.ts';
import { openapiRoutes } from './openapi-routes.ts';
import { badRequest, Problem, sendProblem } from './problem.ts';
import { removalRoutes } from './removal-routes.ts';
import type { Settings } from './settings.ts';
import { BATCH_MS, limitBodies, MAX_CONNECTIONS, PATIENCE, type Patience } from './slow-clients.ts';
import { watchSources } from './source-log.ts';
import { sourceMetrics } from './source-metrics.ts';
import { sourceRoutes } from './source-routes.ts';
import { streamRoutes } from './stream-routes.ts';
import { usageRoutes } from './usage-routes.ts';
import { refuseUrl, vendorRoutes } from './vendor-routes.ts';

export interface ServerOptions {
  /** Asked at every request: a reloaded config takes effect with the next one. */
  readonly settings: () => Settings;
  readonly store: UsageStore;
  readonly receiver: Receiver;
  /** What operators may do to nodes and usage; absent = those routes are not there. */
  readonly repairs?: Repairs;
  /** What is known about nodes by their heartbeats; absent = those routes are not there. */
  readonly sources?: Sources;
  readonly vendors: readonly Vendor[];
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly logger?: FastifyBaseLogger;
  /** Contents of PEM files; absent = plain HTTP. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** More routes, such as the dashboard's. */
  readonly plugins?: readonly ((app: FastifyInstance) => void)[];
  /** Tests have less. */
  readonly patience?: Patience;
}

/** What every group of routes is given. */
export interface RouteContext extends ServerOptions {
  readonly metrics: Metrics;
  readonly answers: BoundedAnswers;
}

const ROUTES = [
  ...[
    healthRoutes,
    ingestRoutes,
    heartbeatRoutes,
    usageRoutes,
    streamRoutes,
    domainRoutes,
    billingRoutes,
    vendorRoutes,
  ],
  ...[nodeRoutes, removalRoutes, sourceRoutes, openapiRoutes],
];

const HANDSHAKE_TIMEOUT_MS = 10_000; // one that never ends must not hold up the end of the server
const BODY_LIMIT_BYTES = 2 ** 20; // ingest has its own

/** The HTTP server, not yet listening: the vendors' routes, Weir's own, health and metrics. */
export function createServer(options: ServerOptions): FastifyInstance {
  const context: RouteContext = { ...options, metrics: createMetrics(), answers: new BoundedAnswers(options.store) };
  const { patience = PATIENCE } = options;
  const connections = {
    headersTimeout: patience.headersMs,
    connectionsCheckingInterval: patience.checkMs,
    requireHostHeader: false, // requireHost
  };
  const app = fastify({
    ...(options.tls
      ? { https: { ...connections, ...options.tls, handshakeTimeout: HANDSHAKE_TIMEOUT_MS } }
      : { http: connections }),
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }), // a request line can hold a signature
    requestTimeout: BATCH_MS, // the longest of all; other bodies have less
    connectionTimeout: patience.stalledMs,
    clientErrorHandler: answerNoRequest,
    frameworkErrors: (error, request, reply) => refuseUrl(context, error, request, reply),
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512 },
  }) as unknown as FastifyInstance;
  app.server.maxConnections = MAX_CONNECTIONS;
  app.server.on('checkExpectation', refuseExpectation);
  takeBodiesRaw(app);
  requireHost(app);
  limitBodies(app, patience);
  closeConnectionsOnClose(app);
  app.addHook('onResponse', (request, reply, done) => {
    context.metrics.observeRequest(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    hearOut(request, reply);
    return sendProblem(reply, problemOf(error, request.log));
  });
  app.setNotFoundHandler((request) => {
    throw new Problem(404, 'not-found', `there is no ${request.method} ${request.url.split('?')[0]}`);
  });
  for (const routes of ROUTES) routes(app, context);
  sourceMetrics(context);
  watchSources(app, context);
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
    return badRequest(error.statusCode, error.message);
  }
  log.error({ err: error }, 'a request failed');
  return new Problem(500, 'internal', 'the server failed; its log says why');
}
