import { readFileSync } from 'node:fs';

/** Put into the bundled agent when it is built, which has no package.json beside it. */
declare const WEIR_VERSION: string | undefined;

/** The version in package.json, which stands three folders above the built file. */
export function version(): string {
  if (typeof WEIR_VERSION === 'string') return WEIR_VERSION;
  const manifest = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
