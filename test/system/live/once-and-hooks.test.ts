import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort, startProgram, temporaryFolder, WEIR, weir } from '../../support/programs.ts';
import { INGEST_TOKEN, UsageServer } from '../agent/usage-server.ts';

// `weir agent` as a program, beside live servers whose answers are a few lines: a page of nginx-rtmp that grows between runs,
// and an SRS whose connection is known by its callbacks alone.

const [RTMP, SRS] = ['rtmp.agent.example', 'srs.agent.example'];
const folder = temporaryFolder('live-once');
const started = Date.now();
let server: UsageServer;
let api: Server;
let sent = 1000;

beforeAll(async () => {
  server = await UsageServer.start(folder.path);
  api = createServer((request, response) => response.end(answerTo(request.url!)));
  api.listen(0, '127.0.0.1');
  await new Promise((done) => api.once('listening', done));
});
afterAll(async () => {
  api?.close();
  await server?.stop();
  folder.dispose();
});

function answerTo(path: string): string {
  if (path.startsWith('/api/v1/')) return JSON.stringify({ ...SRS_RUN, streams: [], clients: [], vhosts: [] });
  return `<rtmp><pid>7</pid><server><application><name>live</name><live><stream><name>t1</name><time>${Date.now() - started}</time>
<bytes_in>0</bytes_in><bytes_out>${sent}</bytes_out></stream></live></application></server></rtmp>`;
}

const SRS_RUN = { code: 0, server: 'vid-1', service: 's1', pid: '77' };

/** A config in a folder of its own. */
function config(name: string, inputs: string): string {
  const path = join(folder.path, name, 'agent.yaml');
  mkdirSync(join(folder.path, name));
  const to = `server: { urls: ["${server.url}"], token: ${INGEST_TOKEN} }`;
  writeFileSync(path, `node: ${name}\n${to}\nflush: 1s\ninputs: [ ${inputs} ]\n`);
  return path;
}

const apiUrl = () => `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

async function sums(domain: string): Promise<{ bytes: bigint; requests: bigint }> {
  const rows = [...((await server.cells([domain])).get(domain)?.values() ?? [])];
  const sum = (name: 'bytes' | 'requests') => rows.reduce((all, row) => all + row[name], 0n);
  return { bytes: sum('bytes'), requests: sum('requests') };
}

test('--once polls once, and what that shows since the run before is at the server when it ends', async () => {
  const path = config('once', `{ nginx_rtmp: "${apiUrl()}/stat", domains: { live: ${RTMP} }, every: 1m }`);
  expect(await weir(['agent', '-c', path, '--once'])).toMatchObject({ code: 0 });
  for (const more of [70_000, 0, 30_000]) {
    sent += more;
    expect(await weir(['agent', '-c', path, '--once'])).toMatchObject({ code: 0 });
  }
  expect((await sums(RTMP)).bytes).toBe(100_000n);
});

test('--once fails where a live server cannot be read, names it, and sends the others', async () => {
  const dead = `{ srs: "http://me:hush@127.0.0.1:${await freePort()}" }`;
  const path = config('dead', `${dead}, { nginx_rtmp: "${apiUrl()}/other", domains: { live: dead.agent.example } }`);
  await weir(['agent', '-c', path, '--once']);
  sent += 500;
  const { code, stderr } = await weir(['agent', '-c', path, '--once']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^weir: http:\/\/127\.0\.0\.1:\d+\/: .*cannot be asked/m);
  expect(stderr).not.toContain('hush');
  expect((await sums('dead.agent.example')).bytes).toBe(500n);
});

test('an agent takes callbacks, and a closing total is counted although no poll saw the connection', async () => {
  const port = await freePort();
  const domains = `domains: { __defaultVhost__: ${SRS} }`;
  const path = config('hooks', `{ srs: "${apiUrl()}", ${domains}, every: 1s, hooks: 127.0.0.1:${port} }`);
  const agent = startProgram(process.execPath, [WEIR, 'agent', '-c', path]);
  await agent.waitFor(/weir agent is following 0 files\nweir agent is polling 1 live server\n/);
  const client = {
    ...{ server_id: 'vid-1', service_id: 's1', client_id: 'c1', ip: '192.0.2.1', vhost: '__defaultVhost__' },
    ...{ app: 'live', stream: 't1' },
  };
  const tell = async (action: string, more: object = {}) => {
    const body = JSON.stringify({ action, ...client, ...more });
    return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).json();
  };
  await vi.waitFor(async () => expect(await tell('on_play')).toEqual({ code: 0 }), 10_000);
  expect(await tell('on_close', { send_bytes: 123_456, recv_bytes: 300 })).toEqual({ code: 0 });
  expect(await agent.stop('SIGTERM')).toBe(0);
  expect(await sums(SRS)).toEqual({ bytes: 123_456n, requests: 1n });
});
