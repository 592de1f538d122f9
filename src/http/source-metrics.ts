import { Counter, Gauge } from 'prom-client';
import { SOURCE_STATES } from '../sources/source-state.ts';
import type { SourceHead, Sources } from '../sources/sources.ts';
import type { RouteContext } from './server.ts';

// Each node is a time series a metric. What is above is still in weir_agents and in /weir/v1/sources.
const MOST_NODES = 1000;

/** What each metric of an agent says, in the unit of its name; undefined where it is not known. */
const PER_AGENT: Readonly<Record<string, readonly [help: string, value: (source: SourceHead) => number | undefined]>> =
  {
    weir_agent_up: ['1 while the node is heard, 0 once it is silent for three intervals', isUp],
    weir_agent_lag_bytes: ['There in the logs and not read yet, at the last heartbeat', ({ agent }) => agent?.lagBytes],
    weir_agent_lag_seconds: [
      'How old the oldest line is that the server has nothing of, at the last heartbeat',
      ({ agent }) => agent?.lagSeconds ?? undefined,
    ],
    weir_agent_spool_bytes: ['In the agent’s spool, waiting for a server', ({ agent }) => agent?.spool.bytes],
    weir_agent_clock_skew_seconds: [
      'The server’s clock minus the agent’s, at the last heartbeat',
      ({ agent }) => agent && agent.skewMs / 1000,
    ],
  };

/** What /metrics says of agents and rejected lines, worked out when it is asked. Retired nodes are not among the agents. */
export function sourceMetrics({ sources, metrics, clock }: RouteContext): void {
  if (!sources) return;
  const registers = [metrics.registry];
  for (const [name, [help, value]] of Object.entries(PER_AGENT)) {
    new Gauge({
      ...{ name, help, registers },
      labelNames: ['node'],
      collect() {
        this.reset();
        for (const source of shownAgents(sources, clock())) {
          const measured = value(source);
          if (measured !== undefined) this.set({ node: source.node }, measured);
        }
      },
    });
  }
  new Gauge({
    name: 'weir_agents',
    help: 'Agents by state',
    labelNames: ['state'],
    registers,
    collect() {
      for (const state of SOURCE_STATES) this.set({ state }, 0);
      for (const { state } of sources.agents(clock())) this.inc({ state });
    },
  });
  new Counter({
    name: 'weir_rejected_lines_total',
    help: 'Rejected lines of what is stored; less after a replacement',
    labelNames: ['node', 'reason'],
    registers,
    collect() {
      this.reset();
      for (const [node, reasons] of mostRejected(sources)) {
        for (const [reason, count] of reasons) this.inc({ node, reason }, count);
      }
    },
  });
}

function isUp({ state }: SourceHead): number {
  return state === 'silent' ? 0 : 1;
}

/** Invented names come last, so that they cannot push others out. */
function shownAgents(sources: Sources, now: number): SourceHead[] {
  const agents = sources.agents(now).filter(({ state }) => state !== 'retired');
  return agents.sort((a, b) => Number(b.isTrusted) - Number(a.isTrusted)).slice(0, MOST_NODES);
}

function mostRejected(sources: Sources) {
  const nodes = [...sources.rejects()].map(([node, reasons]) => {
    return { node, reasons, sum: [...reasons.values()].reduce((total, count) => total + count, 0) };
  });
  const most = nodes.sort((a, b) => b.sum - a.sum).slice(0, MOST_NODES);
  return most.map(({ node, reasons }) => [node, reasons] as const);
}
