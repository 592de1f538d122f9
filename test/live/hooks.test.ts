import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { hookEndpoint } from '../../src/live/hook-endpoint.ts';
import { srsHookEvent } from '../../src/live/servers/srs-hooks.ts';
import { SourceFault } from '../../src/live/snapshot.ts';
import { HOOKS } from './recorded-srs.ts';

describe('callbacks of SRS', () => {
  test('a recorded session means beginnings, ends and closing totals', () => {
    const events = HOOKS.map(({ body }) => srsHookEvent(JSON.stringify(body)));
    const kinds = events.map((event) => event?.kind ?? 'nothing');
    const actions = HOOKS.map(({ body }) => body.action);
    const MEANING: Record<string, string> = {
      on_connect: 'nothing',
      on_play: 'began',
      on_publish: 'began',
      on_stop: 'ended',
      on_unpublish: 'ended',
      on_close: 'closed',
    };
    expect(kinds).toEqual(actions.map((action) => MEANING[String(action)]));
    expect(events.find((event) => event?.kind === 'closed')).toEqual({
      ...{ kind: 'closed', run: 'srs-rig-1.86i42052', id: 'p44898r5', protocol: 'rtmp' },
      ...{ sentBytes: 5117659, receivedBytes: 3511 },
    });
  });

  test('an HLS player plays the stream, not the playlist', () => {
    const hook = HOOKS.find(({ body }) => body.stream === 't1.m3u8' && body.action === 'on_play')!;
    expect(srsHookEvent(JSON.stringify(hook.body))).toMatchObject({
      kind: 'began',
      role: 'play',
      app: 'live',
      stream: 't1',
    });
  });

  test.each(['', 'x', '{}', '{"action":"on_close","client_id":"a"}', '{"action":"on_play","client_id":7}'])(
    '%s is refused',
    (body) => {
      expect(() => srsHookEvent(body)).toThrow(SourceFault);
    },
  );
});

describe('the end point', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serving(options: Parameters<typeof hookEndpoint>[0]): Promise<number> {
    server = createServer(hookEndpoint(options));
    await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  }

  const post = (port: number, body: string) =>
    fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', body }).then(async (answer) => [
      answer.status,
      await answer.text(),
    ]);

  test('says yes to SRS, and gives the body on', async () => {
    const taken: string[] = [];
    const port = await serving({ take: (body) => taken.push(body) });
    expect(await post(port, '{"action":"on_play"}')).toEqual([200, '{"code":0}']);
    expect(taken).toEqual(['{"action":"on_play"}']);
  });

  test('says yes to garbage and to what is too long, which is given on as nothing', async () => {
    const taken: string[] = [];
    const port = await serving({ take: (body) => taken.push(body), maxBytes: 100 });
    expect(await post(port, 'x')).toEqual([200, '{"code":0}']);
    expect(await post(port, 'x'.repeat(1e6))).toEqual([200, '{"code":0}']);
    expect(taken).toEqual(['x', '']);
  });

  test('says yes to a body that does not end, and takes nothing from it', async () => {
    const taken: string[] = [];
    const port = await serving({ take: (body) => taken.push(body), timeoutMs: 100 });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const hanging = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': 10 } });
      hanging.on('response', (response) => resolve(response.statusCode));
      hanging.on('error', reject);
      hanging.write('{');
    });
    expect(await answered).toBe(200);
    expect(taken).toEqual([]);
  });
});
