/** A place in a file; both count from 1, columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something in the file that cannot be used: its place, and what is wrong and would be accepted. Never holds a secret. */
export interface ConfigFault extends Place {
  readonly message: string;
}

/** In the order of the file; one place may have several. */
export function sortFaults(faults: readonly ConfigFault[]): ConfigFault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
}
