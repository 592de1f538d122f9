import { createHash } from 'node:crypto';
import { type Count, toCount } from '../usage/count.ts';
import type { StreamIdentity } from '../usage/segment.ts';
import type { RecordKind } from './record-book.ts';

/** Which usage: all of a domain's in a range, or only what one node or one log stream brought. */
export interface RemovalScope {
  /** One host name as usage is kept under it. */
  readonly domain: string;
  /** The identity of a node; absent = every node. */
  readonly node?: string;
  /** 32 hex digits; absent = every stream. */
  readonly stream?: string;
  /** Unix seconds, half-open, multiples of 60. */
  readonly from: number;
  readonly to: number;
}

/** What went: how many rows (minutes of a segment) with some counter above 0, and what they added up to. */
export interface RemovedUsage {
  readonly rows: number;
  readonly requests: Count;
  readonly bytes: Count;
}

/**
 * An operator's removal of usage: the rule by which it stays removed, and the record for the audit. It is kept for ever.
 *
 *     written (applied: false)  ->  rows zeroed (applied: true)  ->  perhaps undone
 */
export interface Removal extends RemovalScope {
  readonly id: string;
  readonly reason: string;
  /** The operator. */
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** Before it is applied: what the rows added up to when it was written down. */
  readonly removed: RemovedUsage;
  readonly applied: boolean;
  /** From then on the rule holds no more. What was removed comes back only when its logs are ingested again. */
  readonly undone?: { readonly by: string; readonly at: number };
}

/** Eight hex digits that differ with everything that was decided: short enough to be typed, the same for the same act. */
export function removalId({ domain, node, stream, from, to, reason, by, at }: Omit<Removal, 'id'>): string {
  const act = JSON.stringify([domain, node ?? null, stream ?? null, from, to, reason, by, at]);
  return createHash('sha256').update(act).digest('hex').slice(0, 8);
}

/** true when the scope has to do with the stream at all; its node is an identity. */
export function concerns(scope: RemovalScope, { node, stream }: StreamIdentity): boolean {
  return (scope.node ?? node) === node && (scope.stream ?? stream) === stream;
}

/** Counts are written as texts: JSON.parse would round those above 2^53 - 1. */
export const REMOVAL_RECORD: RecordKind<Removal> = {
  name: 'removal',
  encode: ({ removed: { rows, requests, bytes }, ...removal }) =>
    JSON.stringify({ ...removal, removed: { rows, requests: String(requests), bytes: String(bytes) } }),
  decode(text) {
    const written = JSON.parse(text);
    const { rows, requests, bytes } = written.removed;
    return { ...written, removed: { rows, requests: toCount(BigInt(requests)), bytes: toCount(BigInt(bytes)) } };
  },
};
