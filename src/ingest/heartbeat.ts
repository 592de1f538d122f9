import Type from 'typebox';

/**
 * What an agent tells about itself every few seconds, with or without usage: POST /weir/v1/heartbeat, JSON, with the node's
 * ingest token. Nothing is counted from it; it is how a server knows that a node is silent and not just idle.
 *
 *     { "node": "edge-1", "version": "0.1.0", "started": 1790000000000, "now": 1790000360000, "interval_seconds": 10,
 *       "spool": { "bytes": 0, "limit": 1073741824, "is_full": false },
 *       "inputs": [{ "input": "/var/log/nginx/*access.log*", "kind": "log", "format": "weir", "files": 3, "fault": null }],
 *       "streams": [{ "path": "/var/log/nginx/access.log", "stream": "0123456789abcdef0123456789abcdef", "format": "weir",
 *         "bytes": 40000, "pending_bytes": 0, "lag_bytes": 0, "last_line": 1790000340, "lines": 310, "rejected": 0,
 *         "slow_lines": 0, "state": "following", "fault": null }] }
 *
 * Members that are not known are ignored: an agent may be newer than its server.
 */

/** Streams in one heartbeat: the most recent ones. */
export const MAX_HEARTBEAT_STREAMS = 2000;
const MAX_INPUTS = 1000;
const MAX_FAULT_CHARACTERS = 1000;

const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const path = Type.String({ maxLength: 4096 });
const format = Type.String({ maxLength: 4096 });
const fault = Type.Union([Type.Null(), Type.String({ maxLength: MAX_FAULT_CHARACTERS })]);
/** Unix milliseconds, by the agent's clock; the last that a Date can hold. */
const instant = Type.Integer({ minimum: 0, maximum: 8.64e15 });

const STREAM_STATES = ['following', 'complete', 'refused', 'waiting', 'gone'] as const;

const NAME = '^[a-z][a-z0-9_-]*$';

/** What an agent knows of a live server that it polls. */
export const HeartbeatLive = Type.Object({
  /** As in docs/live.md; a newer agent may have more of them. */
  state: Type.String({ minLength: 1, maxLength: 32, pattern: NAME }),
  sentence: Type.String({ maxLength: MAX_FAULT_CHARACTERS }),
  /** The newest poll that told something, Unix seconds. */
  last_poll: Type.Union([Type.Null(), count]),
  missed_polls: count,
  viewers: count,
  publishers: count,
  quarantined_bytes: count,
  lost_hooks: count,
});

/** `kind` is "log" for files, or a live server's, which has `live` too. */
const HeartbeatInput = Type.Object({
  input: path,
  kind: Type.String({ minLength: 1, maxLength: 32, pattern: NAME }),
  format,
  files: count,
  fault,
  live: Type.Optional(HeartbeatLive),
});

const HeartbeatStream = Type.Object({
  path,
  /** null while the log has no first line that could name it. */
  stream: Type.Union([Type.Null(), Type.String({ pattern: '^[0-9a-f]{32}$' })]),
  format,
  /** Metered. */
  bytes: count,
  /** An unterminated last line. */
  pending_bytes: count,
  /** There, and not read yet. */
  lag_bytes: count,
  /** The newest minute metered, Unix seconds. */
  last_line: Type.Union([Type.Null(), Type.Integer({ minimum: 0, maximum: 2 ** 32 })]),
  lines: count,
  rejected: count,
  /** Lines that the kernel left to the reference parser. */
  slow_lines: count,
  state: Type.Unsafe<(typeof STREAM_STATES)[number]>(Type.Enum([...STREAM_STATES])),
  fault,
});

/** Validated at the door, trusted after it. */
export const HeartbeatBody = Type.Object({
  node: Type.String({ minLength: 1, maxLength: 253, pattern: '^[^\\p{Cc}]+$' }),
  version: Type.String({ maxLength: 64 }),
  started: instant,
  now: instant,
  interval_seconds: Type.Integer({ minimum: 1, maximum: 3600 }),
  spool: Type.Object({ bytes: count, limit: count, is_full: Type.Boolean() }),
  inputs: Type.Array(HeartbeatInput, { maxItems: MAX_INPUTS }),
  streams: Type.Array(HeartbeatStream, { maxItems: MAX_HEARTBEAT_STREAMS }),
});

export type Heartbeat = Readonly<Type.Static<typeof HeartbeatBody>>;
export type HeartbeatInput = Readonly<Type.Static<typeof HeartbeatInput>>;
export type HeartbeatStream = Readonly<Type.Static<typeof HeartbeatStream>>;
