/** A log could not be read to its end. The message names the file, what happened and where. */
export class LogReadError extends Error {
  readonly path: string;

  constructor(path: string, what: string, options?: ErrorOptions) {
    super(`${path === '-' ? 'standard input' : path}: ${what}`, options);
    this.name = 'LogReadError';
    this.path = path;
  }
}

const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder; a log file is expected',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
};

/** The fault of a log's file or decompressor in plain words. `readBytes` is how far into the (compressed) file it lies. */
export function logReadError(path: string, error: unknown, readBytes: number): LogReadError {
  if (error instanceof LogReadError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = SYSTEM_FAULTS[code];
  if (known !== undefined) return new LogReadError(path, known, { cause: error });
  const near = `near byte ${readBytes} of the file`;
  if (code === 'Z_BUF_ERROR') return new LogReadError(path, `the gzip data ends too early, ${near}`, { cause: error });
  if (code.startsWith('Z_')) return new LogReadError(path, `the gzip data is damaged, ${near}`, { cause: error });
  return new LogReadError(path, `${error instanceof Error ? error.message : String(error)}, ${near}`, { cause: error });
}
