import type { FormatProgram } from '../format/program.ts';
import type { FormatSpec } from '../format/spec.ts';
import type { LiveInput } from '../live/live-server.ts';
import type { ConfigFault } from './fault.ts';

/** agent.yaml, checked: every default filled in, every `${NAME}` replaced, every path absolute. */
export interface AgentConfig {
  /** This edge node's name, 1 to 253 characters; the name under which its logs are ingested by hand, too. */
  readonly node: string;
  readonly server: AgentServer;
  /** Folder for checkpoint and spool; by default weir-agent beside the config. */
  readonly state: string;
  /** How much may wait on disk while no server answers, in bytes; default 1 GiB. Beyond it, reading waits. */
  readonly spoolLimit: number;
  /** How much metered usage may be held in memory, in bytes; default 256 MiB. */
  readonly memoryLimit: number;
  /** How soon a new minute is sent, in seconds; 1 to 600, default 10. Heartbeats come as often. */
  readonly flushSeconds: number;
  /** Log formats by name, beside the presets. */
  readonly formats: Readonly<Record<string, FormatSpec>>;
  /** Logs to follow; at least one of these or of `live`. */
  readonly inputs: readonly AgentLogInput[];
  /** Live servers to poll. */
  readonly live: readonly LiveInput[];
  /** What is valid and may be a mistake: usage that would count twice. */
  readonly warnings: readonly ConfigFault[];
}

export interface AgentServer {
  /** Origins such as https://meter.example:8443, in order of preference. */
  readonly urls: readonly string[];
  readonly token: string;
  /** A PEM file: the certificate authorities to trust instead of Node's. */
  readonly ca?: string;
}

/** The log files that a pattern names, and what their lines are. */
export interface AgentLogInput {
  /** Absolute, with `*`, `?`, `[...]` and `**` as in a shell. */
  readonly pattern: string;
  /** Ready to meter with. */
  readonly program: FormatProgram;
  /** `stream:`, which tells apart logs whose first lines are the same. */
  readonly salt?: string;
}
