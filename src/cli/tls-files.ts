import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsConfig } from '../config/config.ts';
import { CommandFailure } from './failure.ts';

/** The contents of `tls.cert` and `tls.key`, both PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads them, and sees that they fit each other; throws CommandFailure that names the file, never what is in it. */
export function readTlsFiles({ cert, key }: TlsConfig): TlsFiles {
  const files = { cert: readPem('cert', cert), key: readPem('key', key) };
  usable('cert', cert, 'a certificate chain', { cert: files.cert });
  usable('key', key, 'a private key without a passphrase', { key: files.key });
  usable('key', key, `the private key of tls.cert ${cert}`, files);
  return files;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder, and a PEM file is expected',
};

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`cannot read tls.${name} ${path}: ${REASONS[code ?? ''] ?? message}`, { cause: error });
  }
}

function usable(name: string, path: string, expected: string, context: Partial<TlsFiles>): void {
  try {
    createSecureContext(context);
  } catch (error) {
    throw new CommandFailure(`tls.${name} ${path}: a PEM file with ${expected} is expected`, { cause: error });
  }
}
