import type { HeartbeatStream } from '../ingest/heartbeat.ts';
import { type StreamSummary, streamSummaries } from '../repair/node-summary.ts';
import type { RejectSample, Rejects } from '../usage/segment.ts';
import type { LedgerEntry } from '../usage/usage-store.ts';
import type { AgentDetails, ReportedStream } from './agent-report.ts';

/** One log stream: what the server has of it, and what its agent says of it. */
export interface SourceStream {
  readonly path: string;
  /** null while the log has no first line that could name it. */
  readonly stream: string | null;
  readonly format: string;
  /** What is stored: lines, rejects by reason, the first rejected lines. */
  readonly lines: number;
  readonly rejects: Rejects;
  readonly samples: readonly RejectSample[];
  /** Unix seconds; null where no row is stored. */
  readonly lastMinute: number | null;
  /** Unix milliseconds; null where nothing is stored. */
  readonly lastStored: number | null;
  /** As of the agent's last heartbeat; null where it says nothing of the stream. */
  readonly reported: Pick<
    ReportedStream,
    'bytes' | 'lag_bytes' | 'pending_bytes' | 'lag_seconds' | 'slow_lines'
  > | null;
  /** `stored`: the agent says nothing of it (any more). */
  readonly state: HeartbeatStream['state'] | 'stored';
  readonly fault: string | null;
}

const SHOWN_SAMPLES = 5;

/**
 * Joins what the ledger has of a node with what its agent says. The agent's streams come first, in its own order, then the
 * others, the last stored first; at most `limit` of them.
 */
export function sourceStreams(
  entries: readonly LedgerEntry[],
  { streams }: AgentDetails,
  limit: number,
): readonly SourceStream[] {
  const stored = new Map(streamSummaries(entries).map((summary) => [summary.stream, summary]));
  const reported = new Set(streams.map(({ stream }) => stream));
  const others = [...stored.values()].filter(({ stream }) => !reported.has(stream));
  const shown = others.slice(0, Math.max(0, limit - streams.length));
  const newest = newestSegments(entries);
  return [
    ...streams.slice(0, limit).map((said) => reportedStream(said, stored.get(said.stream ?? ''), newest)),
    ...shown.map((summary) => storedStream(summary, newest)),
  ];
}

type Newest = ReadonlyMap<string, LedgerEntry>;

function reportedStream(said: ReportedStream, has: StreamSummary | undefined, newest: Newest): SourceStream {
  const { path, stream, format, state, fault } = said;
  return { ...storedPart(has, newest), path, stream, format, reported: said, state, fault };
}

function storedStream(has: StreamSummary, newest: Newest): SourceStream {
  const { path, stream } = has;
  const format = newest.get(stream)!.format;
  return { ...storedPart(has, newest), path, stream, format, reported: null, state: 'stored', fault: null };
}

function storedPart(has: StreamSummary | undefined, newest: Newest) {
  return {
    lines: has?.lines ?? 0,
    rejects: has?.rejects ?? {},
    samples: (newest.get(has?.stream ?? '')?.samples ?? []).slice(0, SHOWN_SAMPLES),
    lastMinute: has?.lastMinute ?? null,
    lastStored: has?.lastStored ?? null,
  };
}

/** Of each stream the last segment, or the last that has samples of rejected lines: those are what one wants to see. */
function newestSegments(entries: readonly LedgerEntry[]): Map<string, LedgerEntry> {
  const newest = new Map<string, LedgerEntry>();
  for (const entry of [...entries].sort((a, b) => a.index - b.index)) {
    if (entry.samples.length > 0 || !newest.get(entry.stream)?.samples.length) newest.set(entry.stream, entry);
  }
  return newest;
}
