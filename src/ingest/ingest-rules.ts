import type { StreamIdentity } from '../usage/segment.ts';

/**
 * What operators have decided about nodes and data, as far as it bears on what may be stored. Asked for every batch;
 * answers come from memory.
 */
export interface IngestRules {
  /** The name under which a node's segments are known: a renamed node keeps the one it had first. */
  identityOf(node: string): string;
  /** A retired node may send nothing more. */
  isRetired(node: string): boolean;
  /**
   * Which of a stream's rows were removed for good: undefined when none were, else a test for one row. `node` is the
   * identity. Minutes are Unix seconds.
   */
  forgotten(stream: StreamIdentity): ((domain: string, minute: number) => boolean) | undefined;
  /** Some of a stream's rows were removed at some time, for good or not: a replacement may bring them back. */
  wasForgotten(stream: StreamIdentity): boolean;
}

/** No node was renamed or retired, nothing was forgotten. */
export const NO_RULES: IngestRules = {
  identityOf: (node) => node,
  isRetired: () => false,
  forgotten: () => undefined,
  wasForgotten: () => false,
};
