import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpGet } from '../../src/live/http-get.ts';

let server: Server | undefined;

async function serving(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/stat`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('asking a live server', () => {
  test('gives the text and the time by its clock', async () => {
    const url = await serving((_, response) => response.end('hello'));
    const { text, serverNow } = await createHttpGet()(url);
    expect(text).toBe('hello');
    expect(Math.abs(serverNow! - Date.now())).toBeLessThan(5000);
  });

  test('a user and password in the URL become Basic authentication, and are in no message', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    const asked = createHttpGet()(url.replace('//', '//ad%20min:s3cret@'));
    await expect(asked).rejects.toThrow(`${url} answered with status 401; 200 is expected`);
    expect(seen).toEqual([`Basic ${Buffer.from('ad min:s3cret').toString('base64')}`]);
  });

  test.each([
    ['hangs before it answers', () => {}, /no whole answer within 200 ms/, 'unreachable'],
    ['hangs in the middle', (_, response) => response.write('<rtmp>'), /no whole answer within 200 ms/, 'unreachable'],
    ['answers without end', (_, response) => response.end('x'.repeat(2000)), /more than 1000 bytes/, 'garbled'],
    [
      'leads elsewhere',
      (_, response) => response.writeHead(302, { location: 'http://example.invalid/' }).end(),
      /status 302/,
      'unreachable',
    ],
    ['breaks off', (request) => request.socket.destroy(), /cannot be asked/, 'unreachable'],
  ] as [string, RequestListener, RegExp, string][])(
    'one that %s is a SourceFault',
    async (_, listener, message, state) => {
      const url = await serving(listener);
      const fault = await createHttpGet({ timeoutMs: 200, maxBytes: 1000 })(url).catch((error: unknown) => error);
      expect(fault).toMatchObject({
        name: expect.stringMatching(/Fault$/),
        state,
        message: expect.stringMatching(message),
      });
    },
  );

  test('one that is not there is unreachable', async () => {
    const url = await serving(() => {});
    await new Promise((done) => server!.close(done));
    await expect(createHttpGet()(url)).rejects.toMatchObject({
      state: 'unreachable',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});
