import type { FastifyInstance } from 'fastify';
import type { SourceStream } from '../sources/source-streams.ts';
import type { Source } from '../sources/sources.ts';
import { requireOperator } from './bearer.ts';
import { Problem } from './problem.ts';
import { repairing } from './repair-problem.ts';
import type { RouteContext } from './server.ts';

/**
 * GET /weir/v1/sources, for operators: where usage comes from and how that is, by name; `?node=NAME` for one of them, which may
 * be a name that it had before. Times are Unix seconds, `clock_skew_seconds` is the server's clock minus the agent's.
 *
 *     { "sources": [{ "node": "edge-1", "kind": "agent", "state": "ok", ..., "streams": [{ "path": ..., "lag_bytes": 0 }] }] }
 *
 * A source of kind "ingest" has no agent: what only an agent can say is null there.
 */
export function sourceRoutes(app: FastifyInstance, { sources, repairs, settings, clock }: RouteContext): void {
  if (!sources || !repairs) return;
  const identityOf = (name: string): string => {
    const heard = sources.agents(clock()).find(({ node, identity }) => node === name || identity === name);
    return heard?.identity ?? repairs.nodes.identityOf(name);
  };

  app.get('/weir/v1/sources', (request) => {
    requireOperator(request.headers.authorization, settings());
    return repairing(request.log, () => {
      const node = nodeAskedFor(request.query as Readonly<Record<string, unknown>>);
      const only = node === undefined ? undefined : identityOf(node);
      return { sources: sources.list(clock(), only).map(sourceJson) };
    });
  });
}

function nodeAskedFor(query: Readonly<Record<string, unknown>>): string | undefined {
  const { node, ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Problem(400, 'bad-parameter', `${JSON.stringify(unknown)} is not a parameter; node is`);
  if (node === undefined || typeof node === 'string') return node;
  throw new Problem(400, 'bad-parameter', 'node: given more than once');
}

function sourceJson({ node, kind, state, agent, inputs, streams }: Source) {
  return {
    ...{ node, kind, state, version: agent?.version ?? null, address: agent?.address ?? null },
    started: agent ? agent.started / 1000 : null,
    last_heartbeat: agent ? agent.receivedAt / 1000 : null,
    interval_seconds: agent?.intervalSeconds ?? null,
    clock_skew_seconds: agent ? agent.skewMs / 1000 : null,
    lag_bytes: agent?.lagBytes ?? null,
    lag_seconds: agent?.lagSeconds ?? null,
    spool: agent?.spool ?? null,
    inputs,
    streams: streams.map(streamJson),
  };
}

function streamJson(each: SourceStream) {
  const { path, stream, format, lines, rejects, samples, lastMinute, lastStored, reported, state, fault } = each;
  return {
    ...{ path, stream, format, state, fault, lines, rejects, samples },
    last_minute: lastMinute,
    last_stored: lastStored === null ? null : lastStored / 1000,
    bytes: reported?.bytes ?? null,
    pending_bytes: reported?.pending_bytes ?? null,
    lag_bytes: reported?.lag_bytes ?? null,
    lag_seconds: reported?.lag_seconds ?? null,
    slow_lines: reported?.slow_lines ?? null,
  };
}
