import type { FastifyInstance } from 'fastify';
import { billingOperations } from './api/billing-operations.ts';
import { nodeOperations } from './api/node-operations.ts';
import { openapiDocument } from './api/openapi-document.ts';
import { removalOperations } from './api/removal-operations.ts';
import { serverOperations } from './api/server-operations.ts';
import { usageOperations } from './api/usage-operations.ts';
import type { RouteContext } from './server.ts';

/** GET /weir/v1/openapi.json: what this server can be asked, from the schemas that it checks with. Needs no token. */
export function openapiRoutes(app: FastifyInstance, { repairs }: Pick<RouteContext, 'repairs'>): void {
  const own = [...usageOperations, ...billingOperations, ...serverOperations];
  const operations = repairs ? [...own, ...nodeOperations, ...removalOperations] : own;
  const text = JSON.stringify(openapiDocument(operations));
  app.get('/weir/v1/openapi.json', (_request, reply) => reply.type('application/json').send(text));
}
