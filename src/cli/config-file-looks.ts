import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../config/config-error.ts';
import { readConfigBytes } from '../config/config-text.ts';

/** What is found where a config is expected: its bytes, or why there are none. */
export type ConfigLook =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'missing' | 'unreadable'; readonly error: ConfigError };

// An editor that writes in place leaves half a file for a moment, and half a list of accounts may be valid YAML.
const SETTLE_MS = 200;

/** Looks until it finds the same thing twice. */
export async function settledLook(path: string): Promise<ConfigLook> {
  for (let look = lookAt(path); ; ) {
    await sleep(SETTLE_MS, undefined, { ref: false });
    const again = lookAt(path);
    if (isSameLook(look, again)) return again;
    look = again;
  }
}

export function isSameLook(a: ConfigLook, b: ConfigLook): boolean {
  if (a.kind === 'bytes' && b.kind === 'bytes') return a.bytes.equals(b.bytes);
  return a.kind !== 'bytes' && b.kind !== 'bytes' && a.error.message === b.error.message;
}

function lookAt(path: string): ConfigLook {
  try {
    return { kind: 'bytes', bytes: readConfigBytes(path) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const isMissing = (error.cause as NodeJS.ErrnoException).code === 'ENOENT';
    return { kind: isMissing ? 'missing' : 'unreadable', error };
  }
}
