import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { heartbeatOf } from '../../src/agent/heartbeat.ts';
import type { StreamStatus } from '../../src/agent/status.ts';
import { HeartbeatBody, MAX_HEARTBEAT_STREAMS } from '../../src/ingest/heartbeat.ts';

const FACTS = {
  node: 'edge-1',
  version: '1.2.3',
  started: 1000,
  now: 2000,
  intervalMs: 10_000,
  spool: { bytes: 5, limit: 10, isFull: true },
};

const stream = (lastLine: number | null): StreamStatus => ({
  path: '/a.log',
  stream: null,
  format: 'weir',
  bytes: 1,
  pendingBytes: 2,
  lagBytes: 3,
  lastLine,
  lines: 4,
  rejected: 5,
  slowLines: 6,
  state: 'waiting',
  fault: 'why',
});

test('a heartbeat says everything under the names that the server knows', () => {
  const inputs = [{ input: '/*.log', kind: 'log' as const, format: 'weir', files: 7, fault: null }];
  expect(heartbeatOf(FACTS, { inputs, streams: [stream(60)] })).toEqual({
    node: 'edge-1',
    version: '1.2.3',
    started: 1000,
    now: 2000,
    interval_seconds: 10,
    spool: { bytes: 5, limit: 10, is_full: true },
    inputs,
    streams: [
      {
        path: '/a.log',
        stream: null,
        format: 'weir',
        bytes: 1,
        pending_bytes: 2,
        lag_bytes: 3,
        last_line: 60,
        lines: 4,
        rejected: 5,
        slow_lines: 6,
        state: 'waiting',
        fault: 'why',
      },
    ],
  });
});

test('a live server is said with its state, its sentence and what it carries', () => {
  const live = {
    ...{
      state: 'quarantined',
      sentence: 'x'.repeat(2000),
      lastPoll: 60_999,
      missedPolls: 1,
      viewers: 2,
      publishers: 3,
    },
    ...{ quarantinedBytes: 4, lostHooks: 5 },
  };
  const input = { input: 'http://h/stat', kind: 'nginx_rtmp', format: 'live nginx_rtmp', files: 0, fault: 'why', live };
  const heartbeat = heartbeatOf(FACTS, {
    inputs: [input, { ...input, live: { ...live, lastPoll: null } }],
    streams: [],
  });
  expect(heartbeat.inputs[0]).toEqual({
    ...input,
    live: {
      ...{
        state: 'quarantined',
        sentence: 'x'.repeat(1000),
        last_poll: 60,
        missed_polls: 1,
        viewers: 2,
        publishers: 3,
      },
      ...{ quarantined_bytes: 4, lost_hooks: 5 },
    },
  });
  expect(Check(HeartbeatBody, heartbeat)).toBe(true);
});

test('of thousands of streams a heartbeat has the 2,000 whose lines are newest', () => {
  const streams = Array.from({ length: 2500 }, (_, i) => stream(i % 2 ? i * 60 : null));
  const sent = heartbeatOf(FACTS, { inputs: [], streams }).streams;
  expect(sent).toHaveLength(MAX_HEARTBEAT_STREAMS);
  expect(sent.filter(({ last_line }) => last_line !== null)).toHaveLength(1250);
});

test('the server takes a heartbeat of any number of inputs and streams, however long their faults', () => {
  const fault = 'x'.repeat(5000);
  const input = { input: '/*.log', kind: 'log' as const, format: 'weir', files: 7, fault };
  const status = { inputs: Array(1500).fill(input), streams: Array(2500).fill({ ...stream(60), fault }) };
  expect(Check(HeartbeatBody, JSON.parse(JSON.stringify(heartbeatOf(FACTS, status))))).toBe(true);
});
