import type { AgentConfig, AgentLogInput } from '../config/agent-config.ts';
import { durationText } from './duration-text.ts';

/** An agent.yaml in a few lines for people: what it means, without a secret. */
export function agentSummary({ node, server, state, inputs, ...limits }: AgentConfig): string[] {
  const { spoolLimit, memoryLimit, flushSeconds } = limits;
  return [
    line('node', node),
    line('sends to', `${server.urls.join(', then ')}${server.ca ? `, which ${server.ca} vouches for` : ''}`),
    line('sends every', durationText(flushSeconds)),
    line('state', `${state}, with a spool of up to ${mebibytes(spoolLimit)}`),
    line('memory', `up to ${mebibytes(memoryLimit)} of metered usage`),
    line('inputs', String(inputs.length)),
    ...inputs.map(inputLine),
  ];
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(12)} ${text}`;
}

function inputLine({ pattern, program, salt }: AgentLogInput): string {
  const domain = program.domain === null ? '' : `, all of ${program.domain}`;
  return `    ${pattern}: ${program.name}${domain}${salt === undefined ? '' : ` (stream ${salt})`}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
