import type { FastifyInstance } from 'fastify';
import { billingOperations } from './api/billing-operations.ts';
import { nodeOperations } from './api/node-operations.ts';
import { openapiDocument } from './api/openapi-document.ts';
import { removalOperations } from './api/removal-operations.ts';
import { serverOperations } from './api/server-operations.ts';
import { sourceOperations } from './api/source-operations.ts';
import { streamOperations } from './api/stream-operations.ts';
import { usageOperations } from './api/usage-operations.ts';
import type { RouteContext } from './server.ts';

/** GET /weir/v1/openapi.json: what this server can be asked, from the schemas that it checks with. Needs no token. */
export function openapiRoutes(
  app: FastifyInstance,
  { repairs, sources }: Pick<RouteContext, 'repairs' | 'sources'>,
): void {
  const own = [...usageOperations, ...streamOperations, ...billingOperations, ...serverOperations];
  const ofRepairs = repairs ? [...nodeOperations, ...removalOperations] : [];
  const ofSources = sources ? sourceOperations : [];
  const text = JSON.stringify(openapiDocument([...own, ...ofRepairs, ...ofSources]));
  app.get('/weir/v1/openapi.json', (_request, reply) => reply.type('application/json').send(text));
}
