import type { FastifyInstance } from 'fastify';
import { NoRoomError } from '../usage/no-room.ts';
import { Problem } from './problem.ts';
import type { RouteContext } from './server.ts';

/** /healthz: the process is alive. /readyz: it can answer and store. /metrics: Prometheus text. None needs a token. */
export function healthRoutes(app: FastifyInstance, { store, metrics, logger }: RouteContext): void {
  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', async () => {
    try {
      await store.ping();
    } catch (error) {
      metrics.setReady(false);
      logger?.warn({ err: error }, 'not ready');
      throw new Problem(503, 'not-ready', reasonOf(error));
    }
    metrics.setReady(true);
    return { status: 'ready' };
  });

  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

/** Anybody may ask, and other messages of the store hold paths. */
function reasonOf(error: unknown): string {
  return error instanceof NoRoomError ? error.message : 'the store cannot answer or take data now';
}
