import { KEYS } from './keys.ts';

/** Every key of agent.yaml, as KEYS of weir.yaml; a test holds docs/agent.md to this list. */
export const AGENT_KEYS = {
  '': ['node', 'server', 'state', 'spool_limit', 'memory_limit', 'flush', 'formats', 'inputs'],
  server: ['urls', 'token', 'ca'],
  'inputs[]': ['files', 'format', 'domain', 'stream'],
} as const;

/**
 * Which of the two files a map of these keys is, by what it has more of: a fault in one of the keys must not make an
 * agent.yaml a weir.yaml. `formats` stands in both.
 */
export function isAgentConfig(keys: Iterable<string>): boolean {
  const given = [...keys].filter((key) => key !== 'formats');
  const among = (names: readonly string[]) => given.filter((key) => names.includes(key)).length;
  return among(AGENT_KEYS['']) > among(KEYS['']);
}
