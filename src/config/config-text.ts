import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';

/** The text of a config; `path` is where the bytes come from. Throws ConfigError. */
export function configText(bytes: Uint8Array, path: string): string {
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
