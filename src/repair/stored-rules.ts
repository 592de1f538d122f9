import type { IngestRules } from '../ingest/ingest-rules.ts';
import type { StreamIdentity } from '../usage/segment.ts';
import type { NodeRecord } from './node-record.ts';
import type { RecordBook } from './record-book.ts';
import { concerns, type Removal } from './removal.ts';

/**
 * What operators decided, as the receiver asks for it. The books are in memory and few entries long, so every answer is
 * a walk through them.
 */
export function storedRules(nodes: RecordBook<NodeRecord>, removals: RecordBook<Removal>): IngestRules {
  const recordOf = (name: string) => nodes.values().find(({ names }) => names.includes(name));
  return {
    identityOf: (name) => recordOf(name)?.identity ?? name,
    isRetired: (name) => recordOf(name)?.retired ?? false,
    forgotten: (stream) => testOf(removals.values().filter((removal) => holds(removal, stream))),
    wasForgotten: (stream) => removals.values().some((removal) => concerns(removal, stream)),
  };
}

function holds(removal: Removal, stream: StreamIdentity): boolean {
  return removal.undone === undefined && concerns(removal, stream);
}

type Span = Pick<Removal, 'from' | 'to'>;

function testOf(removals: readonly Removal[]): ReturnType<IngestRules['forgotten']> {
  if (removals.length === 0) return undefined;
  const spans = new Map<string, Span[]>();
  for (const removal of removals) spans.set(removal.domain, [...(spans.get(removal.domain) ?? []), removal]);
  return (domain, minute) => spans.get(domain)?.some(({ from, to }) => minute >= from && minute < to) ?? false;
}
