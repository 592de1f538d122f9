import { existsSync } from 'node:fs';
import { inlineKind } from '../format/resolve-format.ts';
import type { FormatSpec } from '../format/spec.ts';

/**
 * The formats that `--format` may name besides the presets: those of the config given with -c, else of ./weir.yaml where
 * there is one. An inline format needs no config, and the loader is only loaded where a config is read.
 */
export async function configFormats(
  path: string | undefined,
  format: string,
): Promise<Readonly<Record<string, FormatSpec>>> {
  if (path === undefined && (inlineKind(format) || !existsSync('./weir.yaml'))) return {};
  const { readConfig } = await import('./config-file.ts');
  return readConfig(path)?.formats ?? {};
}
