import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BATCH_CONTENT_TYPE } from '../../src/ingest/batch.ts';
import { encodeBatch } from '../../src/ingest/encode-batch.ts';
import { batchOf, type RowLiteral } from '../support/batches.ts';
import { heartbeatOf, reportedStream } from '../support/heartbeats.ts';
import { exchange } from '../support/raw-http.ts';
import { residentMiB } from '../support/resident-memory.ts';
import { answersOf, END, type SampleServer, SECRETS, startSampleServer } from '../support/sample-server.ts';

// An agent that has a token of its own, and means harm: what it can do to other nodes' usage, and to the server. The sample's
// node edge-1 is the one it would like to harm where it is not edge-1 itself.

let server: SampleServer;
let before: unknown[];
beforeAll(async () => {
  server = await startSampleServer();
  before = await answersOf(server.url);
});
afterAll(() => server?.dispose());

function post(path: string, token: string, body: Uint8Array | string, headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${token}`, 'content-type': BATCH_CONTENT_TYPE, ...headers };
  return fetch(`${server.url}/weir/v1/${path}`, {
    method: 'POST',
    headers: all,
    body: body as Uint8Array<ArrayBuffer>,
  });
}

async function operator(path: string): Promise<Record<string, never>> {
  const response = await fetch(`${server.url}/weir/v1/${path}`, {
    headers: { authorization: `Bearer ${SECRETS.operator}` },
  });
  return (await response.json()) as Record<string, never>;
}

interface Listed {
  readonly node: string;
  readonly streams: readonly { readonly stream: string; readonly path: string }[];
}

describe('another node’s usage', () => {
  test('cannot be written in its name, nor reached by its stream under one’s own', async () => {
    const { sources } = (await operator('sources')) as unknown as { sources: Listed[] };
    const { stream, path } = sources.find(({ node }) => node === 'edge-1')!.streams[0]!;
    const zero = batchOf([['www.a.com', END - 60, {}]], { bytes: 2 ** 26, digest: 'f'.repeat(32) });
    for (const node of ['edge-2', 'EDGE-1', 'edge-1 ', 'edge-1\u0000'].map((name) => ({
      ...zero,
      stream,
      path,
      node: name,
    }))) {
      const refused = await post('ingest', SECRETS.node, encodeBatch(node));
      expect(refused.status).toBe(403);
    }
    // the very stream, replaced whole, but by another node: rows of its own, none of edge-1's
    const own = { ...zero, stream, path, node: 'edge-66', replace: true, endsAfter: 0 };
    expect((await post('ingest', SECRETS.ingest, encodeBatch(own))).status).toBe(200);
    expect(await answersOf(server.url)).toEqual(before);
  });

  test('cannot be spoken for by a heartbeat', async () => {
    const foreign = JSON.stringify(heartbeatOf(Date.now(), { node: 'edge-2' }));
    expect((await post('heartbeat', SECRETS.node, foreign)).status).toBe(403);
    const { sources } = (await operator('sources')) as unknown as { sources: Listed[] };
    expect(sources.map(({ node }) => node)).not.toContain('edge-2');
  });
});

describe('the server’s memory', () => {
  test('is not filled by thousands of names with thousands of streams each', async () => {
    const streams = Array.from({ length: 2000 }, (_, i) => reportedStream({ path: `/${i}/${'x'.repeat(200)}` }));
    const names = Array.from({ length: 600 }, (_, i) => `invented-${i}`);
    while (names.length > 0) {
      const bodies = names.splice(0, 8).map((node) => JSON.stringify(heartbeatOf(Date.now(), { node, streams })));
      const answers = await Promise.all(bodies.map((body) => post('heartbeat', SECRETS.ingest, body)));
      expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    }
    expect(residentMiB(server.child.pid!)).toBeLessThan(800); // 600 x 2,000 x 400 bytes are 480 MB of text alone
  });

  test('is not filled by batches that inflate, all at once', async () => {
    // 40,000 rows: a megabyte that travels as a few kilobytes, and some ten in memory
    const literals = Array.from({ length: 40_000 }, (_, i): RowLiteral => ['x.example', (i + 1) * 60, {}]);
    const body = gzipSync(encodeBatch({ ...batchOf(literals), node: 'edge-66' }));
    const headers = { 'content-encoding': 'gzip' };
    const sent = Array.from({ length: 200 }, () => post('ingest', SECRETS.ingest, body, headers));
    for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
    expect(residentMiB(server.child.pid!)).toBeLessThan(900);
  });

  test('is not filled by many long bodies of one node: what is over its share is refused unread, and others are not', async () => {
    const head = `POST /weir/v1/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRETS.node}\r\nContent-Type: ${BATCH_CONTENT_TYPE}\r\nContent-Length: ${64 * 2 ** 20}\r\n\r\n`;
    const slow = Array.from({ length: 6 }, () => exchange(server.url, head, { quietMs: 1500 }));
    const answers = (await Promise.all(slow)).map(({ answers: [first] }) => first?.status ?? 'none yet');
    expect(answers.sort()).toEqual([503, 503, 503, 503, 'none yet', 'none yet']);
    // the connections are closed now, and with them the node's share is free again
    const batch = encodeBatch({ ...batchOf([]), stream: 'e'.repeat(32) });
    expect((await post('ingest', SECRETS.node, batch)).status).toBe(200);
  });
});

test('after all of that the answers are the same, and nothing failed inside', async () => {
  expect(await answersOf(server.url)).toEqual(before);
  expect(server.output()).not.toMatch(/"level":[56]0/);
});
