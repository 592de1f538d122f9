/** What reads an edge node's logs and sends their usage: the agent, or what stands in for it. */
export interface NodeProgram {
  readonly isRunning: boolean;
  /** Resolves once it follows the logs. */
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** As an operator stops it; throws unless it ends well. */
  stop(): Promise<void>;
  /** While it does not run: resolves once everything that the logs have is acknowledged; throws where it is not. */
  once(): Promise<void>;
  /** Everything that it ever printed. */
  output(): string;
}

/** Where a program works, and for whom. */
export interface NodePlace {
  readonly node: string;
  readonly folder: string;
  /** Servers in order of preference. */
  readonly urls: readonly string[];
}

export type NodePrograms = (place: NodePlace) => NodeProgram;
