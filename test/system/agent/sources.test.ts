import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../support/programs.ts';
import { createRandom } from '../../support/random.ts';
import { EdgeNode } from './edge-node.ts';
import { UsageServer } from './usage-server.ts';
import { WeirAgent } from './weir-agent.ts';

// What the server says of a real agent: heartbeats come as often as `flush`, every second here.

const PATIENCE = 30_000;
const folder = temporaryFolder('sources');
let server: UsageServer;
let node: EdgeNode;

beforeAll(async () => {
  server = await UsageServer.start(folder.path);
  node = await EdgeNode.create(join(folder.path, 'edge-7'), server, createRandom(7), (place) => new WeirAgent(place));
});
afterAll(async () => {
  await node?.dispose();
  await server?.stop();
  folder.dispose();
});

async function source(): Promise<unknown> {
  const headers = { authorization: 'Bearer ops-secret' };
  const response = await fetch(`${server.url}/weir/v1/sources?node=edge-7`, { headers });
  return ((await response.json()) as { sources: unknown[] }).sources[0];
}

const soon = (expected: object) => vi.waitFor(async () => expect(await source()).toMatchObject(expected), PATIENCE);
const metrics = async () => (await fetch(`${server.url}/metrics`)).text();

test('an agent is ok while it follows, silent once it was killed, and ok when it is back', async () => {
  const log = node.newLog();
  log.grow(100);
  await node.program.start();
  const { path } = log.options;
  const stream = { path, format: 'edge', state: 'following', lag_bytes: 0, lines: 100, fault: null };
  await soon({
    kind: 'agent',
    state: 'ok',
    interval_seconds: 1,
    streams: [stream],
    inputs: [{ files: 1, fault: null }],
  });
  expect(await metrics()).toContain('weir_agent_up{node="edge-7"} 1');
  await node.program.kill();
  await soon({ state: 'silent' });
  expect(await metrics()).toContain('weir_agent_up{node="edge-7"} 0');
  await node.program.start();
  await soon({ state: 'ok' });
});

test('a log whose first line is not complete yet is waited for', async () => {
  const log = node.newLog();
  log.startLine();
  await soon({
    streams: expect.arrayContaining([expect.objectContaining({ path: log.options.path, state: 'waiting' })]),
  });
  log.grow(3);
  await node.settle();
  await node.program.start();
  await soon({ state: 'ok', lag_bytes: 0 });
});
