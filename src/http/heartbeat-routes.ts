import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import { HeartbeatBody } from '../ingest/heartbeat.ts';
import { IngestFault } from '../ingest/ingest-fault.ts';
import { checkNode, requireSender } from './bearer.ts';
import { readJson } from './json-body.ts';
import { Problem } from './problem.ts';
import type { RouteContext } from './server.ts';

const schema = Compile(HeartbeatBody);

/**
 * POST /weir/v1/heartbeat: an agent says how it is (src/ingest/heartbeat.ts), at most 1 MiB of plain JSON. The answer tells it
 * the server's time: { "now": 1790000000123 }, Unix milliseconds.
 */
export function heartbeatRoutes(app: FastifyInstance, { sources, settings, clock }: RouteContext): void {
  if (!sources) return;
  // before the body is read, as for batches
  const onRequest = async ({ headers }: FastifyRequest): Promise<void> => {
    requireSender(headers.authorization, settings());
    if (headers['content-encoding'] === undefined) return;
    throw new Problem(415, 'unsupported-media-type', 'a heartbeat is plain JSON, without Content-Encoding');
  };
  app.post('/weir/v1/heartbeat', { onRequest }, (request) => {
    const sender = requireSender(request.headers.authorization, settings()); // the config may be another by now
    const heartbeat = readJson(request.body, schema);
    checkNode(heartbeat.node, sender, 'heartbeat');
    const now = clock();
    try {
      sources.heard(heartbeat, { address: request.ip, hasOwnToken: sender.kind === 'node', now });
    } catch (error) {
      if (error instanceof IngestFault) throw new Problem(error.status, error.code, error.message);
      throw error;
    }
    return { now };
  });
}
