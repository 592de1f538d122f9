import { gzipSync } from 'node:zlib';
import { SECRETS } from '../../support/sample-server.ts';
import { type Case, http, MB, problem } from './case.ts';

const beat = (body: string | Uint8Array, fields = '', token: string = SECRETS.ingest) =>
  http(
    'POST /weir/v1/heartbeat',
    `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n${fields}`,
    body,
  );
const refused = (status: number, detail: string, name: string, bytes: () => Uint8Array): Case => ({
  name,
  bytes,
  status,
  says: problem(detail),
});

const sound = {
  node: 'edge-2',
  version: '1',
  started: 0,
  now: 0,
  interval_seconds: 10,
  spool: { bytes: 0, limit: 1, is_full: false },
  inputs: [],
  streams: [],
};
const withStreams = (count: number) => JSON.stringify({ ...sound, streams: Array(count).fill({}) });

/** Heartbeats that are none, or of somebody else. */
export const heartbeat: Case[] = [
  refused(401, 'Authorization', 'no token', () => http('POST /weir/v1/heartbeat', '', '{}')),
  refused(401, 'not known', 'an operator’s token', () => beat('{}', '', SECRETS.operator)),
  refused(403, 'speaks for edge-1', 'another node’s name', () => beat(JSON.stringify(sound), '', SECRETS.node)),
  refused(413, 'too large', 'ten megabytes', () => beat('a'.repeat(10 * MB))),
  refused(401, 'Authorization', 'ten megabytes without a token', () =>
    http('POST /weir/v1/heartbeat', '', 'a'.repeat(10 * MB)),
  ),
  refused(415, 'Content-Encoding', 'a gzip bomb', () =>
    beat(gzipSync(Buffer.alloc(300 * MB)), 'Content-Encoding: gzip\r\n'),
  ),
  refused(400, 'streams', 'as many streams as fit', () => beat(withStreams(300_000))),
  refused(400, 'JSON', 'a million brackets', () => beat('['.repeat(1e6))),
  refused(400, 'node', 'a name of a megabyte', () => beat(JSON.stringify({ ...sound, node: 'a'.repeat(MB - 1000) }))),
  refused(400, 'now', 'a time that no date can hold', () => beat(JSON.stringify({ ...sound, now: 9e15 }))),
  refused(400, 'the body', 'pollution', () => beat('{"__proto__":{"node":"edge-1"},"constructor":1}')),
];
