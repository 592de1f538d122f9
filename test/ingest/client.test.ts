import { getEventListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { packBatch, postBatch, SendError, sendBatch } from '../../src/ingest/client.ts';
import { Transport } from '../../src/ingest/transport.ts';
import { batchOf } from '../support/batches.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const RECEIPT = { acknowledged: [{ index: 0, bytes: 1000, future: 0, expired: 0, forgotten: 0 }], known: 0, twins: [] };
const batch = await packBatch(batchOf([['www.a.com', 60, { requests: 1n }]]));

/** What sending is refused with. */
async function refusal(server: string, transport = new Transport()): Promise<SendError> {
  const error = await postBatch(batch, { server, token: 't', transport }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}

describe('sending a batch', () => {
  test('gives the receipt, and sends the token and the encoding', async () => {
    let seen: Record<string, unknown> = {};
    const server = await listening((request, response) => {
      seen = request.headers;
      request.resume().on('end', () => response.end(JSON.stringify(RECEIPT)));
    });
    expect(await postBatch(batch, { server, token: 'secret' })).toEqual(RECEIPT);
    expect(seen).toMatchObject({ authorization: 'Bearer secret', 'content-encoding': 'gzip' });
  });

  test('tells a refusal with its code, its other members and what to wait', async () => {
    const problem = { type: 'about:blank', title: 'format-changed', status: 409, detail: 'no', segment: 3, bytes: 17 };
    const server = await listening((_request, response) => {
      response.writeHead(409, { 'retry-after': '7' }).end(JSON.stringify(problem));
    });
    const { status, code, members, retryAfterMs, message } = await refusal(server);
    expect({ status, code, retryAfterMs }).toEqual({ status: 409, code: 'format-changed', retryAfterMs: 7000 });
    expect(members).toMatchObject({ segment: 3, bytes: 17 });
    expect(message).toBe(`${server} refused it (409): no`);
  });

  test.each(['<html>please sign in</html>', '{}', '[]', 'null', '{"acknowledged":[{}],"known":0,"twins":[]}'])(
    'takes a 200 that says %s for no receipt',
    async (text) => {
      const server = await listening((_request, response) => response.end(text));
      expect((await refusal(server)).message).toContain('something else than a receipt');
    },
  );

  test('tells a server that is not there', async () => {
    expect(await refusal('http://127.0.0.1:1')).toMatchObject({ status: undefined, code: undefined });
  });

  test('gives up a server that takes the request and says nothing', async () => {
    const server = await listening(() => {});
    expect((await refusal(server, new Transport({ idleMs: 100 }))).message).toContain('nothing came for 100 ms');
    expect((await refusal(server, new Transport({ longestMs: 100 }))).message).toContain('no answer within 100 ms');
  });

  test('gives up an answer that is cut off, and one that does not end', async () => {
    const cut = await listening((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"ack');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    expect((await refusal(cut)).status).toBeUndefined();
    const endless = await listening((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(2 ** 18)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect((await refusal(endless)).message).toContain('more than 1048576 bytes');
  });

  test('sends again at once on a new connection when the kept one was closed in between', async () => {
    let requests = 0;
    const server = await listening((request, response) => {
      requests++;
      // the second request of a connection finds it reset
      const first = (request.socket as { used?: boolean }).used === undefined;
      (request.socket as { used?: boolean }).used = true;
      if (first) request.resume().on('end', () => response.end(JSON.stringify(RECEIPT)));
      else request.socket.resetAndDestroy();
    });
    const transport = new Transport();
    for (let i = 0; i < 3; i++) expect(await postBatch(batch, { server, token: 't', transport })).toEqual(RECEIPT);
    expect(requests).toBe(5);
  });

  test('ends with its signal, and leaves nothing behind in one that lives on', async () => {
    const stop = new AbortController();
    const good = await listening((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify(RECEIPT)));
    });
    for (let i = 0; i < 3; i++) await postBatch(batch, { server: good, token: 't' }, stop.signal);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    const silent = await listening(() => stop.abort());
    await expect(postBatch(batch, { server: silent, token: 't' }, stop.signal)).rejects.toThrow(SendError);
    await expect(postBatch(batch, { server: good, token: 't' }, stop.signal)).rejects.toThrow(SendError);
  });

  test('is tried again while the server says 503, and not when it refuses', async () => {
    const answers = [503, 503, 200];
    const server = await listening((request, response) => {
      const status = answers.shift()!;
      request.resume().on('end', () => response.writeHead(status).end(JSON.stringify(RECEIPT)));
    });
    expect(await sendBatch(batch, { server, token: 't' })).toEqual(RECEIPT);
    const strict = await listening((_request, response) => response.writeHead(409).end('{}'));
    await expect(sendBatch(batch, { server: strict, token: 't' })).rejects.toMatchObject({ status: 409 });
  });
});
