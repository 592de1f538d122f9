import type { FormatProgram } from '../format/program.ts';

/** Log files to follow and how to read their lines. */
export interface AgentInput {
  /** A glob such as `/var/log/nginx/*access.log*`; absolute. */
  readonly pattern: string;
  /** Compiled, with a domain where the format has no host. */
  readonly program: FormatProgram;
  /** The input's `stream:`, which tells apart logs whose first lines are the same. */
  readonly salt?: string;
}
