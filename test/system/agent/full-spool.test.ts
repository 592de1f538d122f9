import { appendFileSync, readdirSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { truthCells } from '../../support/exact-usage.ts';
import { generateLog, Truth } from '../../support/log-truth.ts';
import { temporaryFolder } from '../../support/programs.ts';
import { createRandom, runSeed } from '../../support/random.ts';
import { EdgeNode } from './edge-node.ts';
import { UsageServer } from './usage-server.ts';
import { WeirAgent } from './weir-agent.ts';

// No server answers for so long that the spool of 1 MiB fills up. Every segment of the log has thousands of rows, some 350 KB
// when they are packed.

const SEGMENTS = 5;
const LINES_A_SEGMENT = 20_000;
const LIMIT = 2 ** 20;
const HOSTS = Array.from({ length: 160 }, (_, i) => `h${i}.full.agent.example`);

const folder = temporaryFolder('full-spool');
let server: UsageServer;
let node: EdgeNode;

beforeAll(async () => {
  server = await UsageServer.start(folder.path);
  const random = createRandom(runSeed('full spool'));
  node = await EdgeNode.create(join(folder.path, 'edge-full'), server, random, (place) => new WeirAgent(place));
});
afterAll(async () => {
  await node?.dispose();
  await server?.stop();
  folder.dispose();
});

const spool = join(folder.path, 'edge-full/state/spool');
const spooled = () => readdirSync(spool).map((name) => join(spool, name));
const spooledBytes = () => spooled().reduce((sum, path) => sum + statSync(path).size, 0);

/** Lines of three hours in every segment, and comments, which no format counts, to fill it. */
function writeLog(truth: Truth): string {
  const path = join(node.folder, 'logs/access.log');
  const comment = `${'#'.repeat(2 ** 20 - 1)}\n`;
  for (let i = 0; i < SEGMENTS; i++) {
    const { start, end } = server;
    const plan = { seed: node.random.below(2 ** 31), lines: LINES_A_SEGMENT, hosts: HOSTS, start, end };
    appendFileSync(path, generateLog(plan, truth));
    for (let mebibytes = 0; mebibytes < 64; mebibytes++) appendFileSync(path, comment);
  }
  return path;
}

async function startUntilFull(): Promise<void> {
  const before = node.program.output().length;
  await node.program.start();
  const said = () => node.program.output().slice(before);
  await vi.waitFor(
    () => expect(said(), `${spooledBytes()} bytes are spooled`).toMatch(/the spool takes no more/),
    30_000,
  );
}

test('a full spool stops the reading, survives kill -9 and damage, and nothing is missing once a server answers', async () => {
  for (const proxy of node.proxies) proxy.isReachable = false;
  const truth = new Truth();
  const log = writeLog(truth);
  await startUntilFull();
  expect(spooledBytes()).toBeGreaterThan(LIMIT / 2);
  expect(spooledBytes()).toBeLessThanOrEqual(LIMIT);
  renameSync(log, `${log}.1`); // the log is the queue, whatever it is called
  await node.program.kill();
  await startUntilFull();
  expect(spooledBytes()).toBeLessThanOrEqual(LIMIT);
  await node.program.kill();
  truncateSync(spooled()[0]!, 1000);
  for (const proxy of node.proxies) proxy.isReachable = true;
  await node.program.once();
  expect(await server.cells(HOSTS)).toEqual(truthCells(truth, HOSTS));
});
