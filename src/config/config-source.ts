import type { Environment } from './environment.ts';

/** What a config's text may refer to besides itself. */
export interface ConfigSource {
  /** The file's path: what is relative in the file is relative to its folder. */
  readonly path: string;
  readonly env: Environment;
}
