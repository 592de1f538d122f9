import type { AgentConfig, AgentLogInput } from '../config/agent-config.ts';
import type { LiveInput } from '../live/live-server.ts';
import { LIVE_SERVERS } from '../live/servers/index.ts';
import { durationText } from './duration-text.ts';

/** An agent.yaml in a few lines for people: what it means, without a secret. */
export function agentSummary({ node, server, state, inputs, live, ...limits }: AgentConfig): string[] {
  const { spoolLimit, memoryLimit, flushSeconds } = limits;
  return [
    line('node', node),
    line('sends to', `${server.urls.join(', then ')}${server.ca ? `, which ${server.ca} vouches for` : ''}`),
    line('sends every', durationText(flushSeconds)),
    line('state', `${state}, with a spool of up to ${mebibytes(spoolLimit)}`),
    line('memory', `up to ${mebibytes(memoryLimit)} of metered usage`),
    line('inputs', String(inputs.length + live.length)),
    ...inputs.map(inputLine),
    ...live.map(liveLine),
  ];
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text}`;
}

function inputLine({ pattern, program, salt }: AgentLogInput): string {
  const domain = program.domain === null ? '' : `, all of ${program.domain}`;
  return `    ${pattern}: ${program.name}${domain}${salt === undefined ? '' : ` (stream ${salt})`}`;
}

/** Without what may be secret in an address: user, password, query. */
function liveLine({ kind, url, names, everySeconds, protocols, hooks }: LiveInput): string {
  const { host, pathname } = new URL(url);
  const counted = protocols ? `, only ${protocols.join(', ')}` : '';
  const domains = Object.entries(names).map(([name, domain]) => `, ${name} is ${domain}`);
  const listens = hooks ? `, callbacks at ${hooks.host}:${hooks.port}` : '';
  const polled = `${LIVE_SERVERS[kind].title} at ${host}${pathname}, polled every ${durationText(everySeconds)}`;
  return `    ${polled}${counted}${domains.join('')}${listens}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
