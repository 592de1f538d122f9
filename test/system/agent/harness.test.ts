import { appendFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { generateLog, Truth } from '../../support/log-truth.ts';
import { runProgram, startProgram, temporaryFolder } from '../../support/programs.ts';
import { createRandom } from '../../support/random.ts';
import { exchange } from '../../support/raw-http.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { EdgeNode } from './edge-node.ts';
import { IngestLoop } from './ingest-loop.ts';
import { clockEnvironment, SHIFTED_CLOCK, shiftClock } from './shift-clock.ts';
import { UsageServer } from './usage-server.ts';

// What the schedules stand on: a harness that breaks nothing, or sees nothing, would pass every agent.

const folder = temporaryFolder('harness');
afterAll(() => folder.dispose());

describe('the comparison', () => {
  let server: UsageServer;
  beforeAll(async () => {
    server = await UsageServer.start(folder.path);
  });
  afterAll(() => server?.stop());

  const newNode = (name: string) =>
    EdgeNode.create(join(folder.path, name), server, createRandom(1), (place) => new IngestLoop(place));

  test('sees a line that is missing', async () => {
    const node = await newNode('edge-missing');
    const log = node.newLog();
    log.grow(50);
    await node.settle();
    log.written.row(log.options.host, server.start).requests++; // written, it says, but it is in no file
    await expect(node.settle()).rejects.toThrow('written, but not stored');
    await node.dispose();
  });

  test('sees a line that is counted twice, even while the node is at work', async () => {
    const node = await newNode('edge-twice');
    const log = node.newLog();
    log.grow(50);
    await node.settle();
    const { host, path } = log.options;
    const range = { start: server.start, end: server.end };
    appendFileSync(path, generateLog({ seed: 2, lines: 1, hosts: [host], ...range }, new Truth())); // of which it does not know
    await node.program.once();
    await expect(node.look()).rejects.toThrow('stored, but not written');
    await expect(node.settle()).rejects.toThrow('stored, but not written');
    await node.dispose();
  });
});

describe('the proxy', () => {
  const REQUEST = 'POST /weir/v1/ingest HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody';
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
  const sockets = new Set<Socket>();
  let received: string[] = [];
  let target: Server;
  let proxy: CuttingProxy;

  beforeAll(async () => {
    target = createServer((socket) => {
      sockets.add(socket);
      const place = received.push('') - 1;
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        received[place] += chunk.toString();
        if (received[place]?.endsWith('body')) socket.write(ANSWER);
      });
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    proxy = await CuttingProxy.start((target.address() as { port: number }).port);
  });
  afterAll(async () => {
    await proxy?.close();
    for (const socket of sockets) socket.destroy();
    target?.close();
  });

  const send = async (bytes = REQUEST) => {
    received = [];
    const { answers, isClosed } = await exchange(proxy.url, bytes, { quietMs: 300 });
    return { received: received.join('|'), answer: answers[0]?.body, isClosed };
  };

  test('carries what comes', async () => {
    expect(await send()).toEqual({ received: REQUEST, answer: 'ok', isClosed: false });
  });

  test('cuts a request after so many bytes, and the next one not', async () => {
    proxy.next = { kind: 'cut-request', after: 20 };
    expect(await send()).toEqual({ received: REQUEST.slice(0, 20), answer: undefined, isClosed: true });
    expect(await send()).toEqual({ received: REQUEST, answer: 'ok', isClosed: false });
  });

  test('cuts an answer: the server has the request, and the client does not know', async () => {
    proxy.next = { kind: 'cut-answer', after: 30 };
    expect(await send()).toEqual({ received: REQUEST, answer: undefined, isClosed: true });
  });

  test('does not waste a cut on a heartbeat', async () => {
    proxy.next = { kind: 'cut-request', after: 0 };
    const heartbeat = REQUEST.replace('ingest', 'heartbeat');
    expect(await send(heartbeat)).toEqual({ received: heartbeat, answer: 'ok', isClosed: false });
    expect((await send()).isClosed).toBe(true);
  });

  test('delivers again what went through it before', async () => {
    received = [];
    expect(proxy.hasRecorded).toBe(true);
    await proxy.replay((recorded) => recorded[0]!);
    expect(received).toEqual([REQUEST]);
  });

  test('delays, and is unreachable', async () => {
    proxy.delayMs = 100;
    const started = performance.now();
    expect((await send()).answer).toBe('ok');
    expect(performance.now() - started).toBeGreaterThan(200); // there and back
    proxy.delayMs = 0;
    proxy.isReachable = false;
    expect(await send()).toEqual({ received: '', answer: undefined, isClosed: true });
    proxy.isReachable = true;
  });
});

describe('the shifted clock', () => {
  const env = clockEnvironment(folder.path);

  test('shifts Date in all its forms', async () => {
    shiftClock(folder.path, -3_600_000);
    const script = 'console.log(JSON.stringify([Date.now(), +new Date(), Date.parse(Date()), +new Date(5)]))';
    const { stdout } = await runProgram(process.execPath, [...SHIFTED_CLOCK, '-e', script], { env });
    const [now, made, text, given] = JSON.parse(stdout) as [number, number, number, number];
    for (const time of [now, made, text]) expect(Math.abs(Date.now() - 3_600_000 - time)).toBeLessThan(30_000);
    expect(given).toBe(5);
  });

  test('follows its file while the process runs', async () => {
    shiftClock(folder.path, 0);
    const script =
      "console.log('on'); let at = Date.now(); setInterval(() => { if (Date.now() < at) console.log('back'); at = Date.now(); }, 20)";
    const program = startProgram(process.execPath, [...SHIFTED_CLOCK, '-e', script], { env });
    await vi.waitFor(() => expect(program.output()).toContain('on'), 10_000);
    shiftClock(folder.path, -5000);
    await vi.waitFor(() => expect(program.output()).toContain('back'), 10_000);
    await program.stop();
  });
});
