import { FormatError } from './format-error.ts';
import { PRESETS } from './presets/index.ts';
import { type FormatSpec, TEXT_KINDS } from './spec.ts';

/**
 * What `--format NAME` means: a format of the config (which may take a preset's name), a preset, or a text after the name
 * of its language, such as `nginx:$host ...`. Throws FormatError listing what there is.
 */
export function resolveFormat(name: string, configFormats: Readonly<Record<string, FormatSpec>> = {}): FormatSpec {
  const kind = inlineKind(name);
  if (kind) return { kind, text: name.slice(kind.length + 1) };
  for (const formats of [configFormats, PRESETS]) {
    if (Object.hasOwn(formats, name)) return formats[name]!;
  }
  const known = [...new Set([...Object.keys(configFormats), ...Object.keys(PRESETS)])].join(', ');
  throw new FormatError(
    `there is no format '${name}': use one of ${known}, or nginx:<log_format text> (apache:, template: and w3c: likewise)`,
  );
}

/** The language of a format that is written out where a name could stand; undefined for a name. */
export function inlineKind(name: string): (typeof TEXT_KINDS)[number] | undefined {
  return TEXT_KINDS.find((kind) => name.startsWith(`${kind}:`));
}
