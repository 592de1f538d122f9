import type { Heartbeat, HeartbeatInput, HeartbeatStream } from '../ingest/heartbeat.ts';
import type { SourceStatus } from './segment-source.ts';
import type { InputStatus, LiveInputStatus, StreamStatus } from './status.ts';

/** What a heartbeat says besides the source's status; milliseconds and bytes. */
export interface AgentFacts {
  readonly node: string;
  readonly version: string;
  /** Unix ms. */
  readonly started: number;
  readonly now: number;
  readonly intervalMs: number;
  readonly spool: { readonly bytes: number; readonly limit: number; readonly isFull: boolean };
}

// What the server takes; not imported from it, because its schema would come along into the bundle. A test compares them.
const MOST_STREAMS = 2000;
const MOST_INPUTS = 1000;
const LONGEST_FAULT = 1000;

/** The JSON of POST /weir/v1/heartbeat: how this agent is. */
export function heartbeatOf(facts: AgentFacts, { inputs, streams }: SourceStatus): Heartbeat {
  const { node, version, started, now, intervalMs, spool } = facts;
  return {
    node,
    version,
    started,
    now,
    interval_seconds: intervalMs / 1000,
    spool: { bytes: spool.bytes, limit: spool.limit, is_full: spool.isFull },
    inputs: inputs.slice(0, MOST_INPUTS).map(inputOf),
    streams: mostRecent(streams).map(streamOf),
  };
}

function mostRecent(streams: readonly StreamStatus[]): readonly StreamStatus[] {
  if (streams.length <= MOST_STREAMS) return streams;
  const byLastLine = [...streams].sort((a, b) => (b.lastLine ?? 0) - (a.lastLine ?? 0));
  return byLastLine.slice(0, MOST_STREAMS);
}

function inputOf({ input, kind, format, files, fault, live }: InputStatus): HeartbeatInput {
  return { input, kind, format, files, fault: shortened(fault), ...(live && { live: liveOf(live) }) };
}

function liveOf(live: LiveInputStatus): NonNullable<HeartbeatInput['live']> {
  const { state, sentence, lastPoll, missedPolls, viewers, publishers, quarantinedBytes, lostHooks } = live;
  return {
    state,
    sentence: sentence.slice(0, LONGEST_FAULT),
    last_poll: lastPoll === null ? null : Math.floor(lastPoll / 1000),
    missed_polls: missedPolls,
    viewers,
    publishers,
    quarantined_bytes: quarantinedBytes,
    lost_hooks: lostHooks,
  };
}

function streamOf(status: StreamStatus): HeartbeatStream {
  const { path, stream, format, bytes, lines, rejected, state, fault } = status;
  return {
    path,
    stream,
    format,
    bytes,
    pending_bytes: status.pendingBytes,
    lag_bytes: status.lagBytes,
    last_line: status.lastLine,
    lines,
    rejected,
    slow_lines: status.slowLines,
    state,
    fault: shortened(fault),
  };
}

function shortened(fault: string | null): string | null {
  return fault?.slice(0, LONGEST_FAULT) ?? null;
}
