import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { configText, readConfigBytes } from './config-text.ts';
import type { Environment } from './environment.ts';
import { parseConfig } from './parse-config.ts';

/**
 * Reads and checks a weir.yaml. Throws ConfigError with every fault, or with the reason why the file cannot be read.
 *
 *     const config = loadConfig('/etc/weir/weir.yaml');
 */
export function loadConfig(path: string, env: Environment = process.env): Config {
  return configFrom(readConfigBytes(path), path, env);
}

/** The same for bytes that were read before; `path` is where they come from. */
export function configFrom(bytes: Uint8Array, path: string, env: Environment = process.env): Config {
  const parsed = parseConfig(configText(bytes, path), { path, env });
  if (!parsed.ok) throw ConfigError.of(path, parsed.faults);
  return parsed.config;
}
