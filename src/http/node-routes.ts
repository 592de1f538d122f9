import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { NodeRecord } from '../repair/node-record.ts';
import type { NodeSummary, SegmentSums, StreamSummary } from '../repair/node-summary.ts';
import type { Nodes } from '../repair/nodes.ts';
import type { SourceHead } from '../sources/sources.ts';
import { requireOperator } from './bearer.ts';
import { readJson } from './json-body.ts';
import { repairing } from './repair-problem.ts';
import type { RouteContext } from './server.ts';

/** The body of a rename. */
export const NewName = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 253, pattern: '^[^\\p{Cc}]+$' }) },
  { additionalProperties: false },
);
const newName = Compile(NewName);

type NodeRequest = FastifyRequest<{ Params: { name: string } }>;

/**
 * For operators. Times are Unix seconds; a node may be named by each name that it has or had.
 *
 *     GET  /weir/v1/nodes                    every node that ever sent, or has an agent: { "nodes": [...] }
 *     GET  /weir/v1/nodes/{name}             its log streams: { "streams": [...] }
 *     POST /weir/v1/nodes/{name}/rename      { "name": "paris-1" }
 *     POST /weir/v1/nodes/{name}/retire, .../unretire
 */
export function nodeRoutes(app: FastifyInstance, { repairs, sources, settings, clock }: RouteContext): void {
  if (!repairs) return;
  const { nodes } = repairs;
  const operator = (request: FastifyRequest) => requireOperator(request.headers.authorization, settings());

  app.get('/weir/v1/nodes', (request) => {
    operator(request);
    const now = clock();
    const agents = new Map(sources?.agents(now).map((agent) => [agent.identity, agent]));
    return {
      nodes: nodes
        .list(agents.keys())
        .map((node) => ({ ...nodeJson(node, nodes), ...agentJson(agents.get(node.identity)) })),
    };
  });

  app.get('/weir/v1/nodes/:name', async (request: NodeRequest) => {
    operator(request);
    const streams = await repairing(request.log, () => nodes.streams(request.params.name));
    return { streams: streams.map(streamJson) };
  });

  const change = (action: string, act: (request: NodeRequest) => Promise<NodeRecord>) =>
    app.post(`/weir/v1/nodes/:name/${action}`, async (request: NodeRequest) => {
      const by = operator(request);
      const record = await repairing(request.log, () => act(request));
      request.log.info({ operator: by, node: record }, `a node was changed: ${action}`);
      return recordJson(record);
    });
  change('rename', ({ params, body }) => nodes.rename(params.name, readJson(body, newName).name));
  change('retire', ({ params }) => nodes.retire(params.name));
  change('unretire', ({ params }) => nodes.unretire(params.name));
}

function recordJson({ name, names, retired }: NodeRecord) {
  return { name, other_names: names.filter((each) => each !== name), retired };
}

function nodeJson(node: NodeSummary, nodes: Nodes) {
  const twins = [...node.twins].map(([identity, segments]) => ({ node: nodes.nameOf(identity), segments }));
  return { ...recordJson(node), streams: node.streams, ...sumsJson(node), possible_double_counts: twins };
}

/** null where the node has no agent. */
function agentJson(source: SourceHead | undefined) {
  const { agent } = source ?? {};
  return {
    state: source?.state ?? null,
    last_heartbeat: agent ? Math.floor(agent.receivedAt / 1000) : null,
    lag_seconds: agent?.lagSeconds ?? null,
  };
}

function streamJson({ stream, path, bytes, ...sums }: StreamSummary) {
  return { stream, path, bytes, ...sumsJson(sums) };
}

function sumsJson({ segments, lines, rejects, firstMinute, lastMinute, lastStored }: SegmentSums) {
  const stored = lastStored === null ? null : Math.floor(lastStored / 1000);
  return { segments, lines, rejects, first_minute: firstMinute, last_minute: lastMinute, last_stored: stored };
}
