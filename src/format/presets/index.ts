import type { FormatSpec } from '../spec.ts';
import { combined } from './combined.ts';
import { combinedHost } from './combined-host.ts';
import { weir } from './weir.ts';
import { weirJson } from './weir-json.ts';

/** The formats that need no configuration, by the name `--format` takes. */
export const PRESETS: Readonly<Record<string, FormatSpec>> = {
  weir,
  'weir-json': weirJson,
  combined,
  'combined-host': combinedHost,
};
