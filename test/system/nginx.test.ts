import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasNginx, type Nginx, startNginx } from '../support/nginx.ts';
import { presetText } from '../support/presets.ts';
import { temporaryFolder, weir } from '../support/programs.ts';

// A real nginx with a real cache in front of a real upstream: clients count what their sockets received, the upstream
// what its sockets sent, and what Weir meters from nginx's own log must be the same to the byte.

const folder = temporaryFolder('nginx');
let upstream: Server;
let upstreamBytes = 0;
let upstreamRequests = 0;
let isFailing = false;
let nginx: Nginx;

beforeAll(async () => {
  upstream = createServer((request, response) => {
    upstreamRequests++;
    if (isFailing) return void response.writeHead(500).end('broken');
    const size = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0);
    const lifetime = request.url?.includes('short') ? 1 : 3600;
    response.writeHead(request.url?.includes('missing') ? 404 : 200, {
      'cache-control': request.url?.includes('private') ? 'no-store' : `max-age=${lifetime}`,
    });
    response.end(Buffer.alloc(size, 'x'));
  });
  upstream.on('connection', (socket) =>
    socket.on('close', () => {
      upstreamBytes += socket.bytesWritten;
    }),
  );
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as { port: number };
  if (!hasNginx()) return;
  nginx = await startNginx(folder.path, port, {
    weir: presetText('weir'),
    weir_json: presetText('weir-json'),
    unquoted: `'$host $time_iso8601 $status $bytes_sent $upstream_cache_status $upstream_bytes_received $request_time'`,
  });
});

afterAll(async () => {
  await nginx?.stop();
  upstream.close();
  folder.dispose();
});

/** Sends a request over a socket of its own; resolves with every byte that came back. */
function get(path: string, host: string, method = 'GET'): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(nginx.port, '127.0.0.1', () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: a "quoted" \\ agent\r\nConnection: close\r\n\r\n`,
      ),
    );
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

interface Seen {
  bytes: number;
  requests: number;
}

describe.runIf(hasNginx())('logs of a real nginx', () => {
  const clients = new Map<string, Seen>();

  async function ask(path: string, host: string, method?: string): Promise<void> {
    const answer = await get(path, host, method);
    const domain = host.toLowerCase().replace(/:\d+$/, '');
    const seen = clients.get(domain) ?? { bytes: 0, requests: 0 };
    clients.set(domain, { bytes: seen.bytes + answer.length, requests: seen.requests + 1 });
  }

  test('hits, misses, expired and stale answers add up to what clients and upstream saw', async () => {
    for (const host of ['www.a.com', 'WWW.A.com:8080', 'b.com', '[::1]:80']) {
      for (const path of [
        '/1000',
        '/250000',
        '/short/5000',
        '/missing/10',
        '/private/777',
        '/0',
        '/1000',
        '/250000',
        '/short/5000',
      ])
        await ask(path, host);
      await ask('/1000', host, 'HEAD');
    }
    await ask('/3000', 'b.com', 'DELETE');
    await sleep(2100);
    for (const host of ['www.a.com', 'b.com']) await ask('/short/5000', host); // EXPIRED
    await sleep(2100);
    isFailing = true;
    for (const host of ['www.a.com', 'b.com']) await ask('/short/5000', host); // STALE
    await ask('/new/1', 'b.com'); // a 500 goes through
    await sleep(300); // the log is written after the answer

    const statuses = readFileSync(nginx.log('unquoted'), 'utf8').match(/ (MISS|HIT|EXPIRED|STALE|BYPASS) /g) ?? [];
    expect(new Set(statuses.map((status) => status.trim()))).toEqual(new Set(['MISS', 'HIT', 'EXPIRED', 'STALE']));

    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const format of ['weir', 'weir-json', 'unquoted']) {
      const name = format.replace('-', '_');
      const spec =
        format === 'unquoted'
          ? 'nginx:$host $time_iso8601 $status $bytes_sent $upstream_cache_status $upstream_bytes_received $request_time'
          : format;
      const { code, stdout, stderr } = await weir([
        'report',
        nginx.log(name),
        '--format',
        spec,
        '--json',
        '--step',
        '1d',
      ]);
      expect(code, stderr).toBe(0);
      const rows = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, number> & { domain: string });
      const total = (counter: string) => rows.reduce((sum, row) => sum + row[counter]!, 0);
      for (const [domain, seen] of clients) {
        const own = rows.filter((row) => row.domain === domain);
        expect(
          own.reduce((sum, row) => sum + row.bytes!, 0),
          `${format} ${domain} bytes`,
        ).toBe(seen.bytes);
        expect(
          own.reduce((sum, row) => sum + row.requests!, 0),
          `${format} ${domain} requests`,
        ).toBe(seen.requests);
      }
      expect(total('origin_requests'), `${format} origin requests`).toBe(upstreamRequests);
      expect(total('origin_bytes'), `${format} origin bytes`).toBe(upstreamBytes);
      const lines = readFileSync(nginx.log('unquoted'), 'utf8').split('\n');
      expect(total('hit_requests'), `${format} hits`).toBe(lines.filter((line) => / (HIT|STALE) /.test(line)).length);
      expect(total('status_5xx')).toBe(lines.filter((line) => /^\S+ \S+ 5/.test(line)).length);
    }
  });
});
