import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder, weir } from '../support/programs.ts';

// A server that takes connections and closes them at once: one that is just being killed, or a load balancer without a server.

const folder = temporaryFolder('closed');
const log = join(folder.path, 'access.log');
let closing: Server;
let url: string;

beforeAll(async () => {
  writeFileSync(log, `www.a.com ${Math.floor(Date.now() / 1000)}.000 17\n`);
  closing = createServer((socket) => socket.on('error', () => {}).destroy());
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(closing.address() as { port: number }).port}`;
});
afterAll(() => {
  closing?.close();
  folder.dispose();
});

test.each([
  ['ingest', [log, '--format', 'nginx:$host $msec $bytes_sent', '--node', 'edge-1']],
  ['nodes', []],
])('weir %s of a server that closes every connection at once fails with a sentence', async (command, args) => {
  const { code, stderr } = await weir([command, ...args, '--server', url, '--token', 'x']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^weir: .+/m) });
});
