import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
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
  const parsed = parseConfig(textOf(bytes, path), { path, env });
  if (!parsed.ok) throw ConfigError.of(path, parsed.faults);
  return parsed.config;
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConfigError(`cannot read the config ${path}: it is no UTF-8 text`, [], { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder, and a file such as weir.yaml is expected',
};

/** Throws ConfigError; its cause has the system's code, such as ENOENT. */
export function readConfigBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(`cannot read the config ${path}: ${REASONS[code ?? ''] ?? message}`, [], { cause: error });
  }
}
