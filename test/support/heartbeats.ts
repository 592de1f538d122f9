import type { Heartbeat, HeartbeatStream } from '../../src/ingest/heartbeat.ts';

/** A heartbeat of a node that is well, with what a test changes about it. `now` in Unix milliseconds. */
export function heartbeatOf(now: number, changes: Partial<Heartbeat> = {}): Heartbeat {
  return {
    node: 'edge-1',
    version: '0.1.0',
    started: now - 3_600_000,
    now,
    interval_seconds: 10,
    spool: { bytes: 0, limit: 2 ** 30, is_full: false },
    inputs: [{ input: '/var/log/nginx/*access.log*', kind: 'log', format: 'weir', files: 1, fault: null }],
    streams: [reportedStream()],
    ...changes,
  };
}

/** The stream of test/support/batches.ts, read to its end. */
export function reportedStream(changes: Partial<HeartbeatStream> = {}): HeartbeatStream {
  return {
    path: '/var/log/nginx/access.log',
    stream: '0123456789abcdef0123456789abcdef',
    format: 'weir',
    bytes: 1000,
    pending_bytes: 0,
    lag_bytes: 0,
    last_line: null,
    lines: 2,
    rejected: 0,
    slow_lines: 0,
    state: 'following',
    fault: null,
    ...changes,
  };
}
