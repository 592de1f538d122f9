import type { ConfigFault } from './fault.ts';

/** A config that cannot be used. The message has one line per fault: `weir.yaml:3:5 listen: ...`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Every fault of the text, in its order; empty when the file could not be read at all. */
  readonly faults: readonly ConfigFault[];

  constructor(message: string, faults: readonly ConfigFault[] = [], options?: ErrorOptions) {
    super(message, options);
    this.faults = faults;
  }

  static of(path: string, faults: readonly ConfigFault[]): ConfigError {
    const lines = faults.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`);
    return new ConfigError(lines.join('\n'), faults);
  }
}
