import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import { CommandFailure } from './failure.ts';

export const DEFAULT_CONFIG = './weir.yaml';

/** The config that -c names, else ./weir.yaml where there is one, else undefined. Throws CommandFailure with every fault. */
export function readConfig(path: string | undefined): Config | undefined {
  if (path === undefined && !existsSync(DEFAULT_CONFIG)) return undefined;
  try {
    return loadConfig(path ?? DEFAULT_CONFIG);
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandFailure(error.message, { cause: error });
    throw error;
  }
}
