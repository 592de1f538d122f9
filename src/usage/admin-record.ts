/**
 * A decision of an operator, kept beside the usage: that a node has another name, that some usage was removed. What a
 * kind's values mean is the business of who writes them; a store keeps them.
 *
 *     { kind: 'node', key: 'edge-1', value: '{"name":"paris-1"}', version: 3 }
 */
export interface AdminRecord {
  readonly kind: string;
  readonly key: string;
  /** JSON. */
  readonly value: string;
  /** Of the records with one kind and key the highest version counts; of equal ones the last written. */
  readonly version: number;
}
