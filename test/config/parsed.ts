import type { Config } from '../../src/config/config.ts';
import type { Environment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

/** The config a text means; the test fails with its faults where it has some. */
export function configOf(text: string, env: Environment = {}): Config {
  const parsed = parseConfig(text, { path: '/etc/weir/weir.yaml', env });
  if (!parsed.ok) throw new Error(`expected a valid config: ${JSON.stringify(parsed.faults, null, 2)}`);
  return parsed.config;
}

/** A text's faults as `line:column message`, none when it is valid. */
export function faultsOf(text: string, env: Environment = {}): string[] {
  const parsed = parseConfig(text, { path: '/etc/weir/weir.yaml', env });
  return parsed.ok ? [] : parsed.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}
