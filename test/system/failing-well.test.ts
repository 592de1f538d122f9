import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { openChdb } from '../../src/store/chdb.ts';
import { freePort, startWeir, temporaryFolder, weir } from '../support/programs.ts';

// `weir serve` where it cannot start, and where it has to end: an exit code and one line that says what to do.

const folder = temporaryFolder('failing-well');
let count = 0;
afterAll(() => folder.dispose());

/** A weir.yaml in a folder of its own, with its store beside it. */
function configFile(more = ''): { path: string; store: string } {
  const own = join(folder.path, String(count++));
  mkdirSync(own);
  const text = `listen: 127.0.0.1:0\nstore: { kind: embedded, path: data }\ningest: { token: secret }\n${more}`;
  writeFileSync(join(own, 'weir.yaml'), text);
  return { path: join(own, 'weir.yaml'), store: join(own, 'data') };
}

/** A store with a row in it. */
async function usedStore(): Promise<{ path: string; store: string }> {
  const config = configFile();
  const server = await startWeir(config.path);
  const to = ['--server', server.url, '--token', 'secret', '--node', 'edge-1'];
  const format = 'nginx:$time_iso8601 $host $bytes_sent';
  const input = `${new Date().toISOString().slice(0, 19)}+00:00 www.a.com 17\n`;
  const { stderr } = await weir(['ingest', '-', '--format', format, ...to], { input });
  expect(stderr).toMatch(/1 of 1 lines counted/);
  expect(await server.stop()).toBe(0);
  return config;
}

/** The lines that are ours: an engine in trouble adds its own to them. */
async function refusal(config: { path: string }): Promise<string> {
  const { code, stderr, stdout } = await weir(['serve', '-c', config.path]);
  const ours = stderr.split('\n').filter((line) => line.startsWith('weir: '));
  expect([code, stdout, ours.length]).toEqual([1, '', 1]);
  return ours[0]!;
}

describe('a store that cannot be had ends serve with one line', () => {
  test('another process has it: the line says which', async () => {
    const config = configFile();
    const server = await startWeir(config.path);
    expect(await refusal(config)).toContain(`${config.store} is in use by process ${server.child.pid}`);
    await server.stop();
  });

  test('a newer weir wrote it', async () => {
    const config = await usedStore();
    const engine = await openChdb({ path: config.store, memoryBytes: 2 ** 30, sessions: 2 });
    await engine.execute(`INSERT INTO schema_migrations (version, name) VALUES (99, 'later')`);
    await engine.close();
    expect(await refusal(config)).toMatch(/written by a newer weir: its schema is version 99/);
  });

  test('a file of it was cut short', async () => {
    const config = await usedStore();
    const parts = readdirSync(join(config.store, 'engine'), { recursive: true, encoding: 'utf8' });
    for (const file of parts.filter((name) => name.endsWith('data.bin'))) {
      truncateSync(join(config.store, 'engine', file), 10);
    }
    expect(await refusal(config)).toMatch(/the store \S+ is damaged: .* restore the folder from a backup/);
  });

  test('its folder is a file', async () => {
    const config = configFile();
    writeFileSync(config.store, '');
    expect(await refusal(config)).toContain(config.store);
  });
});

test('a port that is taken ends serve with one line that names it', async () => {
  const port = await freePort();
  const [first, second] = [configFile(), configFile()];
  for (const { path } of [first, second]) {
    writeFileSync(path, `listen: 127.0.0.1:${port}\nstore: { kind: embedded, path: data }\n`);
  }
  const server = await startWeir(first.path);
  expect(await refusal(second)).toMatch(new RegExp(`port ${port} of 127.0.0.1 is taken`));
  await server.stop();
});

describe('a certificate that cannot be used ends serve with one line', () => {
  const own = temporaryFolder('certificates');
  const make = (name: string) =>
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', join(own.path, name)], { stdio: 'pipe' });
  afterAll(() => own.dispose());

  test.each<[string, string, string, RegExp]>([
    ['a path that leads nowhere', 'none.pem', 'a.key', /cannot read tls\.cert \S+none\.pem: there is no such file/],
    ['a folder', '.', 'a.key', /cannot read tls\.cert \S+: it is a folder/],
    ['no PEM', 'text', 'a.key', /tls\.cert \S+text: a PEM file with a certificate chain is expected/],
  ])('%s', async (_name, cert, key, expected) => {
    writeFileSync(join(own.path, 'text'), 'hello');
    make('a.key');
    const config = configFile(`tls: { cert: "${join(own.path, cert)}", key: "${join(own.path, key)}" }\n`);
    expect(await refusal(config)).toMatch(expected);
  });
});

describe('SIGTERM', () => {
  /** A connection to the server, and what came back on it. */
  async function connection(url: string): Promise<{ socket: Socket; received: () => string }> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => {}); // the server may cut it
    await new Promise((resolve) => socket.once('connect', resolve));
    return { socket, received: () => text };
  }

  test('exits 0 at once with idle connections open, used ones and unused ones', async () => {
    const server = await startWeir(configFile().path);
    await connection(server.url);
    const used = await connection(server.url);
    used.socket.write('GET /healthz HTTP/1.1\r\nHost: weir\r\n\r\n');
    await expect.poll(used.received).toMatch(/200 OK.*"ok"/s);
    const began = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('finishes a request that is on its way, then exits 0 although its connection could be used again', async () => {
    const server = await startWeir(configFile().path);
    const { socket, received } = await connection(server.url);
    socket.write('POST /login HTTP/1.1\r\nHost: weir\r\nContent-Length: 11\r\n\r\ntoken=');
    await sleep(200);
    const stopped = server.stop();
    await sleep(500);
    expect(server.child.exitCode).toBeNull();
    socket.write('wrong');
    const began = performance.now();
    expect(await stopped).toBe(0);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(received()).toMatch(/^HTTP\/1\.1 401 .*connection: close.*That token is not known/is);
  });

  test('does not wait longer than seconds for a body that does not come', async () => {
    const server = await startWeir(configFile().path);
    const { socket } = await connection(server.url);
    socket.write('POST /login HTTP/1.1\r\nHost: weir\r\nContent-Length: 11\r\n\r\ntoken=');
    await sleep(200);
    const began = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(8000);
  });
});
