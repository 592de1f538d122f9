import { FormatError } from './format-error.ts';
import { PRESETS } from './presets/index.ts';
import type { FormatSpec } from './spec.ts';

const INLINE = 'nginx:';

/**
 * What `--format NAME` means: a format of the config (which may take a preset's name), a preset, or a log_format text after
 * `nginx:`. Throws FormatError listing what there is.
 */
export function resolveFormat(name: string, configFormats: Readonly<Record<string, FormatSpec>> = {}): FormatSpec {
  if (name.startsWith(INLINE)) return { kind: 'nginx', text: name.slice(INLINE.length) };
  for (const formats of [configFormats, PRESETS]) {
    if (Object.hasOwn(formats, name)) return formats[name]!;
  }
  const known = [...new Set([...Object.keys(configFormats), ...Object.keys(PRESETS)])].join(', ');
  throw new FormatError(`there is no format '${name}': use one of ${known}, or nginx:<log_format text>`);
}
