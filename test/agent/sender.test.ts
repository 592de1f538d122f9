import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Sender } from '../../src/agent/sender.ts';
import { packBatch } from '../../src/ingest/client.ts';
import { Transport } from '../../src/ingest/transport.ts';
import { batchOf } from '../support/batches.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that answers everything so. */
async function answering(status: number, body: unknown, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const batch = await packBatch(batchOf([['www.a.com', 60, { requests: 1n }]]));
const problem = (status: number, title: string, more = {}) => ({
  type: 'about:blank',
  title,
  status,
  detail: 'why',
  ...more,
});
const receipt = (index: number, bytes: number) => ({
  acknowledged: [{ index, bytes, future: 0, expired: 0, forgotten: 0 }],
  known: 0,
  twins: [],
});

async function delivered(...urls: string[]) {
  const sender = new Sender({ servers: urls, token: 'secret', transport: new Transport() });
  return sender.send(batch, { index: 3, bytes: 1000 });
}

describe('what a server says about a batch', () => {
  test.each([1000, 1001])('is an acknowledgement of at least the bytes that were sent: %d', async (bytes) => {
    expect(await delivered(await answering(200, receipt(3, bytes)))).toMatchObject({ kind: 'acknowledged' });
  });

  test.each([
    ['fewer bytes', receipt(3, 999)],
    ['another segment', receipt(2, 1000)],
    ['nothing', { acknowledged: [], known: 0, twins: [] }],
    ['a page', '<html>'],
  ])('is none when it speaks of %s', async (_what, body) => {
    expect(await delivered(await answering(200, body))).toMatchObject({ kind: 'unavailable' });
  });

  test.each([
    [409, 'edited'],
    [409, 'final'],
    [409, 'replacement-unfinished'],
    [400, 'invalid'],
    [413, 'too-large'],
  ])('is a refusal of the data: %d %s', async (status, code) => {
    const delivery = await delivered(await answering(status, problem(status, code)));
    expect(delivery).toMatchObject({ kind: 'refused', refusal: { status, code } });
  });

  test('carries what is counted of a segment whose format changed', async () => {
    const body = problem(409, 'format-changed', { segment: 3, bytes: 17 });
    const delivery = await delivered(await answering(409, body));
    expect(delivery).toMatchObject({ kind: 'refused', refusal: { code: 'format-changed', segment: 3, bytes: 17 } });
  });

  test('is a refusal when something in between finds the batch too large', async () => {
    expect(await delivered(await answering(413, '<html>'))).toMatchObject({
      kind: 'refused',
      refusal: { code: '413' },
    });
  });

  test.each([
    [400, 'bad-request'],
    [401, 'unauthorized'],
    [403, 'foreign-node'],
    [403, 'retired'],
    [404, 'not-found'],
    [415, 'unsupported-media-type'],
    [429, 'slow-down'],
    [500, 'internal'],
    [502, 'no-problem'],
    [503, 'unavailable'],
  ])('says nothing about the data: %d %s', async (status, code) => {
    const delivery = await delivered(await answering(status, problem(status, code)));
    expect(delivery).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining(`(${status}): why`) });
  });

  test('says nothing about the data when a 400 or 409 is not Weir’s', async () => {
    for (const status of [400, 409]) {
      expect(await delivered(await answering(status, '<html>'))).toMatchObject({ kind: 'unavailable' });
    }
  });
});

describe('of several servers', () => {
  test('the next is tried when one cannot, and every reason is told when none can', async () => {
    const down = 'http://127.0.0.1:1';
    const busy = await answering(503, problem(503, 'unavailable'), { 'retry-after': '9' });
    const good = await answering(200, receipt(3, 1000));
    expect(await delivered(down, busy, good)).toMatchObject({ kind: 'acknowledged' });
    const delivery = await delivered(busy, down);
    expect(delivery).toMatchObject({ kind: 'unavailable', retryAfterMs: 0 }); // the second asked for no pause
    expect((delivery as { reason: string }).reason).toMatch(
      /refused it \(503\): why; cannot reach http:\/\/127.0.0.1:1/,
    );
    expect(await delivered(busy, busy)).toMatchObject({ retryAfterMs: 9000 });
  });

  test('a refusal of the data is not asked for twice', async () => {
    const strict = await answering(409, problem(409, 'edited'));
    const good = await answering(200, receipt(3, 1000));
    expect(await delivered(strict, good)).toMatchObject({ kind: 'refused' });
  });
});

test('no message tells the token', async () => {
  const server = await answering(401, problem(401, 'unauthorized'));
  expect(JSON.stringify(await delivered(server))).not.toContain('secret');
});
