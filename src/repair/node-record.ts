import type { RecordKind } from './record-book.ts';

/**
 * What operators decided about a node. Its identity, the name it first sent under, is what segments are named by and never
 * changes; so a node that was renamed goes on where it was, whichever of its names it sends under.
 *
 *     { identity: 'edge-1', name: 'paris-1', names: ['edge-1', 'paris-1'], retired: false }
 */
export interface NodeRecord {
  readonly identity: string;
  /** What it is called now. */
  readonly name: string;
  /** Every name it has or had, the identity first. */
  readonly names: readonly string[];
  /** It may send nothing more. */
  readonly retired: boolean;
}

/** A node about which nothing was decided. */
export function plainNode(identity: string): NodeRecord {
  return { identity, name: identity, names: [identity], retired: false };
}

export const NODE_RECORD: RecordKind<NodeRecord> = {
  name: 'node',
  encode: (record) => JSON.stringify(record),
  decode: (text) => JSON.parse(text),
};
