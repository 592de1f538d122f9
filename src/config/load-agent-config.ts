import type { AgentConfig } from './agent-config.ts';
import { isAgentConfig } from './agent-keys.ts';
import { ConfigError } from './config-error.ts';
import { configText, readConfigBytes } from './config-text.ts';
import type { Environment } from './environment.ts';
import { parseAgentConfig } from './parse-agent-config.ts';
import { readYamlTree } from './yaml-tree.ts';

/**
 * Reads and checks an agent.yaml. Throws ConfigError with every fault, or with the reason why the file cannot be read.
 *
 *     const config = loadAgentConfig('/etc/weir/agent.yaml');
 */
export function loadAgentConfig(path: string, env: Environment = process.env): AgentConfig {
  const parsed = parseAgentConfig(configText(readConfigBytes(path), path), { path, env });
  if (!parsed.ok) throw ConfigError.of(path, parsed.faults);
  return parsed.config;
}

/** Whether the file is meant as an agent.yaml, by its keys. Throws ConfigError where it cannot be read. */
export function isAgentConfigFile(path: string): boolean {
  const { root } = readYamlTree(configText(readConfigBytes(path), path));
  return root?.kind === 'map' && isAgentConfig(root.entries.keys());
}
