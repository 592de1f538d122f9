import type { FastifyInstance } from 'fastify';
import type { RouteContext } from './server.ts';

const LOOK_EVERY_MS = 5000; // half of the usual time between two heartbeats

/** Looks after the agents while the server runs: logs once who is silent and who is back, and has them written down. */
export function watchSources(app: FastifyInstance, { sources, clock, logger }: RouteContext): void {
  if (!sources) return;
  let hasFailed = false;
  const keep = async () => {
    try {
      await sources.keep(clock());
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) logger?.warn({ err: error }, 'heartbeats cannot be written down; a restart would forget them');
      hasFailed = true;
    }
  };
  const look = () => {
    const now = clock();
    const { fell, returned } = sources.changes(now);
    for (const node of fell) logger?.warn({ node }, `node ${node} is silent: no heartbeat for three intervals`);
    for (const node of returned) logger?.info({ node }, `node ${node} is heard again`);
    void keep();
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer);
    done();
  });
}
