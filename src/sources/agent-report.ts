import type { Heartbeat, HeartbeatInput, HeartbeatStream } from '../ingest/heartbeat.ts';
import type { Ledger } from '../ingest/ledger.ts';
import { lagSeconds } from './stream-lag.ts';

/** What is known of an agent by its newest heartbeat, in a few hundred bytes. Times in Unix milliseconds. */
export interface AgentHead {
  /** The node's identity: the name under which its segments are known. */
  readonly identity: string;
  readonly version: string;
  /** When the agent started, by its own clock. */
  readonly started: number;
  readonly intervalSeconds: number;
  /** When the server heard it, by the server's clock. */
  readonly receivedAt: number;
  /** The server's clock minus the agent's, in milliseconds. */
  readonly skewMs: number;
  readonly spool: Heartbeat['spool'];
  /** Where it came from; absent after the server was restarted. */
  readonly address?: string;
  /** There in its logs and not read yet. */
  readonly lagBytes: number;
  /** Of the stream that is furthest behind; null when no time is known of it. */
  readonly lagSeconds: number | null;
  /** Inputs and streams that have a fault. */
  readonly faults: number;
}

/** A stream of a heartbeat, with how far it was behind then. */
export type ReportedStream = HeartbeatStream & {
  readonly lag_seconds: number | null;
};

/** The long part of a heartbeat. */
export interface AgentDetails {
  readonly inputs: readonly HeartbeatInput[];
  readonly streams: readonly ReportedStream[];
}

/** A heartbeat as it is kept: the details as text, whose length is what they cost. */
export interface AgentReport {
  readonly head: AgentHead;
  /** The node is more than a name that somebody used: it stored usage, or has a token of its own. */
  readonly isTrusted: boolean;
  /** JSON of AgentDetails; '' where they were dropped for want of room or the server was restarted since. */
  readonly details: string;
}

export interface ReportContext {
  readonly identity: string;
  readonly address?: string | undefined;
  readonly hasOwnToken: boolean;
  /** The server's, Unix milliseconds. */
  readonly now: number;
  readonly ledger: Pick<Ledger, 'extent' | 'hasNode'>;
  /** The node's report before this one. */
  readonly previous: AgentReport | undefined;
}

/** What is to be kept of a heartbeat; members that the schema does not have are left out. */
export function reportOf(heartbeat: Heartbeat, context: ReportContext): AgentReport {
  const { identity, address, now } = context;
  const { version, started, interval_seconds, spool } = heartbeat;
  const inputs = heartbeat.inputs.map(pickInput);
  const streams = withLags(heartbeat, context);
  const lags = streams.map(({ lag_seconds }) => lag_seconds);
  return {
    head: {
      ...{ identity, version, started, intervalSeconds: interval_seconds, receivedAt: now },
      ...(address !== undefined && { address }),
      skewMs: now - heartbeat.now,
      spool: { bytes: spool.bytes, limit: spool.limit, is_full: spool.is_full },
      lagBytes: streams.reduce((sum, { lag_bytes }) => sum + lag_bytes, 0),
      lagSeconds: lags.reduce<number>((most, lag) => Math.max(most, lag ?? 0), 0) || (lags.includes(null) ? null : 0),
      faults: [...inputs, ...streams].filter(hasFault).length,
    },
    isTrusted: context.hasOwnToken || context.ledger.hasNode(identity),
    details: JSON.stringify({ inputs, streams } satisfies AgentDetails),
  };
}

const NO_DETAILS: AgentDetails = { inputs: [], streams: [] };

export function detailsOf(report: AgentReport | undefined): AgentDetails {
  return report?.details ? JSON.parse(report.details) : NO_DETAILS;
}

function hasFault(reported: HeartbeatInput | HeartbeatStream): boolean {
  return reported.fault !== null || ('state' in reported && reported.state === 'refused');
}

function withLags(heartbeat: Heartbeat, { identity, now, ledger, previous }: ReportContext): ReportedStream[] {
  let known: Map<string, number | null> | undefined;
  const ago = Math.max(0, Math.ceil((now - (previous?.head.receivedAt ?? now)) / 1000));
  const before = (path: string) => {
    known ??= new Map(detailsOf(previous).streams.map((each) => [each.path, each.lag_seconds]));
    const seconds = known.get(path);
    return seconds === undefined || seconds === null ? undefined : { seconds, ago };
  };
  return heartbeat.streams.map((stream) => {
    const stored = stream.stream === null ? undefined : ledger.extent({ node: identity, stream: stream.stream });
    const isSpooling = heartbeat.spool.bytes > 0;
    const context = { now: heartbeat.now, isSpooling, stored, before: () => before(stream.path) };
    return { ...pickStream(stream), lag_seconds: lagSeconds(stream, context) };
  });
}

function pickInput({ input, kind, format, files, fault, live }: HeartbeatInput): HeartbeatInput {
  return { input, kind, format, files, fault, ...(live && { live: pickLive(live) }) };
}

type Live = NonNullable<HeartbeatInput['live']>;

function pickLive(live: Live): Live {
  const { state, sentence, last_poll, missed_polls, viewers, publishers, quarantined_bytes, lost_hooks } = live;
  return { state, sentence, last_poll, missed_polls, viewers, publishers, quarantined_bytes, lost_hooks };
}

function pickStream(stream: HeartbeatStream): HeartbeatStream {
  const { path, stream: id, format, bytes, pending_bytes, lag_bytes, last_line } = stream;
  const { lines, rejected, slow_lines, state, fault } = stream;
  return {
    ...{ path, stream: id, format, bytes, pending_bytes, lag_bytes, last_line },
    ...{ lines, rejected, slow_lines, state, fault },
  };
}
