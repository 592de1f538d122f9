import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasLogrotate, logrotate } from '../../support/logrotate.ts';
import { hasNginx, type Nginx, startNginx } from '../../support/nginx.ts';
import { presetText } from '../../support/presets.ts';
import { temporaryFolder } from '../../support/programs.ts';
import { createRandom, runSeed } from '../../support/random.ts';
import { exchange } from '../../support/raw-http.ts';
import { UsageServer } from './usage-server.ts';
import { WeirAgent } from './weir-agent.ts';

// A real nginx under a real logrotate while clients ask and the agent is killed. nginx writes every request to a second log,
// which is never rotated; what that one adds up to is the truth.

const HOSTS = ['a.agent.example', 'b.agent.example'];
const PAUSED_MS = 300; // nginx logs a request after its answer

const isHere = [hasNginx(), hasLogrotate()].every(Boolean);
const folder = temporaryFolder('logrotate');
const random = createRandom(runSeed('nginx and logrotate'));
let upstream: Server;
let server: UsageServer;
let nginx: Nginx;
let agent: WeirAgent;

beforeAll(async () => {
  if (!isHere) return;
  upstream = createServer((request, response) => response.end(Buffer.alloc(Number(request.url!.slice(1)), 'x')));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as { port: number };
  nginx = await startNginx(folder.path, port, { weir: presetText('weir'), truth: "'$msec $host $bytes_sent'" });
  mkdirSync(join(folder.path, 'server'));
  server = await UsageServer.start(join(folder.path, 'server'));
  const place = { node: 'edge-nginx', folder: folder.path, urls: [server.url] };
  agent = new WeirAgent(place, { files: 'logs/weir.log*', format: 'weir' });
});
afterAll(async () => {
  await agent?.kill();
  await Promise.all([nginx?.stop(), server?.stop()]);
  upstream?.close();
  folder.dispose();
});

/** Clients that ask one request after the other until `stop`. */
class Clients {
  requests = 0;
  #isWanted = true;
  readonly #all: readonly Promise<void>[];

  constructor(count: number) {
    this.#all = Array.from({ length: count }, () => this.#ask());
  }

  async #ask(): Promise<void> {
    while (this.#isWanted) {
      const head = `GET /${random.below(50_000)} HTTP/1.1\r\nHost: ${random.pick(HOSTS)}\r\nConnection: close\r\n\r\n`;
      await exchange(`http://127.0.0.1:${nginx.port}`, head, { quietMs: 5000 });
      this.requests++;
      await sleep(random.below(20));
    }
  }

  async stop(): Promise<number> {
    this.#isWanted = false;
    await Promise.all(this.#all);
    await sleep(PAUSED_MS);
    return this.requests;
  }
}

const RENAMING = ['rotate 30', 'compress', 'delaycompress', 'create', 'sharedscripts'];
const STYLES: Readonly<Record<string, { readonly directives: readonly string[]; readonly isLossy?: boolean }>> = {
  'numbered copies': { directives: RENAMING },
  'dated copies': { directives: [...RENAMING, 'dateext', 'dateformat -%s'] },
  // what is written between the copy and the cut is lost, as logrotate(8) says: not while clients ask
  copytruncate: { directives: ['rotate 30', 'compress', 'delaycompress', 'copytruncate'], isLossy: true },
};

async function rotate(style: string): Promise<void> {
  const { directives, isLossy } = STYLES[style]!;
  const reopen = ['postrotate', `kill -USR1 $(cat ${folder.path}/nginx.pid)`, 'endscript'];
  await logrotate(folder.path, nginx.log('weir'), isLossy ? directives : [...directives, ...reopen]);
}

/** Requests and bytes of each host and minute, by nginx's other log. */
function truth(): Record<string, [requests: bigint, bytes: bigint]> {
  const cells: Record<string, [bigint, bigint]> = {};
  for (const line of readFileSync(nginx.log('truth'), 'utf8').trimEnd().split('\n')) {
    const [time, host, bytes] = line.split(' ') as [string, string, string];
    const second = Math.floor(Number(time));
    const cell = `${host} ${second - (second % 60)}`;
    const [requests, sum] = cells[cell] ?? [0n, 0n];
    cells[cell] = [requests + 1n, sum + BigInt(bytes)];
  }
  return cells;
}

async function stored(): Promise<Record<string, [requests: bigint, bytes: bigint]>> {
  const cells = [...(await server.cells(HOSTS))].flatMap(([host, minutes]) =>
    [...minutes].map(([minute, { requests, bytes }]) => [`${host} ${minute}`, [requests, bytes]] as const),
  );
  return Object.fromEntries(cells.map(([cell, [requests, bytes]]) => [cell, [requests, bytes]]));
}

describe.runIf(isHere)('the log of a real nginx', () => {
  test.each(Object.keys(STYLES))('is metered to the last byte through %s of a real logrotate', async (style) => {
    let requests = 0;
    for (let round = 0; round < 4; round++) {
      if (!agent.isRunning) await agent.start();
      const clients = new Clients(4);
      await sleep(200 + random.below(500));
      if (random.chance(0.5)) await agent.kill();
      if (STYLES[style]!.isLossy) requests += await clients.stop();
      await rotate(style);
      await sleep(random.below(500));
      requests += await clients.stop();
    }
    if (agent.isRunning) await agent.stop();
    await agent.once();
    expect(requests).toBeGreaterThan(50);
    expect(
      readdirSync(join(folder.path, 'logs')).filter((name) => /^weir.log.*\.gz$/.test(name)).length,
    ).toBeGreaterThan(2);
    expect(await stored()).toEqual(truth());
  });
});
