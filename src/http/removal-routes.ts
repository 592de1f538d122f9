import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Nodes } from '../repair/nodes.ts';
import type { Removal, RemovalScope, RemovedUsage } from '../repair/removal.ts';
import type { Act } from '../repair/removals.ts';
import { requireOperator } from './bearer.ts';
import { exactJson } from './exact-json.ts';
import { readForget } from './forget-body.ts';
import { repairing } from './repair-problem.ts';
import type { RouteContext } from './server.ts';

type RemovalRequest = FastifyRequest<{ Params: { id: string } }>;

/**
 * For operators: removing wrong usage for good, and the audit of it. Times in answers are Unix seconds.
 *
 *     POST /weir/v1/forget                   what was removed, or with "dry_run": true what would be
 *     GET  /weir/v1/forgotten                every removal, the newest first: { "forgotten": [...] }
 *     POST /weir/v1/forgotten/{id}/undo      the removal, which holds no more
 */
export function removalRoutes(app: FastifyInstance, { repairs, settings, clock }: RouteContext): void {
  if (!repairs) return;
  const { nodes, removals } = repairs;
  const act = (request: FastifyRequest): Act => ({
    by: requireOperator(request.headers.authorization, settings()),
    at: clock(),
  });

  app.post('/weir/v1/forget', async (request, reply) => {
    const decided = act(request);
    const answer = await repairing(request.log, async () => {
      const { scope, reason } = readForget(request.body, nodes, decided.at);
      if (reason === undefined) return dryRunJson(scope, await removals.preview(scope), nodes);
      const removal = await removals.remove(scope, reason, decided);
      request.log.info({ removal: removal.id, operator: removal.by }, 'usage was removed');
      return removalJson(removal, nodes);
    });
    return sendExact(reply, answer);
  });

  app.get('/weir/v1/forgotten', (request, reply) => {
    act(request);
    return sendExact(reply, { forgotten: removals.list().map((removal) => removalJson(removal, nodes)) });
  });

  app.post('/weir/v1/forgotten/:id/undo', async (request: RemovalRequest, reply) => {
    const decided = act(request);
    const removal = await repairing(request.log, () => removals.undo(request.params.id, decided));
    request.log.info({ removal: removal.id, operator: decided.by }, 'a removal was undone');
    return sendExact(reply, removalJson(removal, nodes));
  });
}

function sendExact(reply: FastifyReply, answer: unknown): FastifyReply {
  return reply.type('application/json').send(exactJson(answer));
}

function scopeJson({ domain, node, stream, from, to }: RemovalScope, nodes: Nodes) {
  return { domain, node: node === undefined ? null : nodes.nameOf(node), stream: stream ?? null, from, to };
}

function dryRunJson(scope: RemovalScope, { rows, requests, bytes }: RemovedUsage, nodes: Nodes) {
  return { dry_run: true, ...scopeJson(scope, nodes), removed: { rows, requests, bytes } };
}

function removalJson(removal: Removal, nodes: Nodes) {
  const { id, reason, by, at, applied, undone } = removal;
  const { rows, requests, bytes } = removal.removed;
  const decided = { id, dry_run: false, ...scopeJson(removal, nodes), reason, by, at: seconds(at) };
  const undoing = undone ? { by: undone.by, at: seconds(undone.at) } : null;
  return { ...decided, removed: { rows, requests, bytes }, applied, undone: undoing };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
