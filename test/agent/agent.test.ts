import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/programs.ts';
import { type AgentSetup, CountedLogs, makeAgent, PROGRAM, startAgent, storedCells } from '../support/running-agent.ts';
import { type Act, type ScriptedServer, scriptedServer } from '../support/scripted-server.ts';
import { canMount, smallVolume } from '../support/small-volume.ts';

// The agent's loop with real files, a real state folder and real HTTP; its clock runs fifty times as fast.

const root = temporaryFolder('agent');
let cases = 0;
const servers: ScriptedServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
afterAll(root.dispose);

async function started(...args: Parameters<typeof scriptedServer>): Promise<ScriptedServer> {
  const server = await scriptedServer(...args);
  servers.push(server);
  return server;
}

function place(): { logs: CountedLogs; stateFolder: string } {
  const folder = join(root.path, `case-${cases++}`);
  return { logs: new CountedLogs(join(folder, 'logs')), stateFolder: join(folder, 'state') };
}

const MOUNTS = canMount();
const FUZZ = Number(process.env.WEIR_FUZZ ?? 1);
const DOWN = 'http://127.0.0.1:1';

async function once(setup: AgentSetup) {
  const made = await makeAgent(setup);
  return { ...made, isDone: await made.agent.once(new AbortController().signal) };
}

const spooledFiles = (state: string) =>
  existsSync(join(state, 'spool')) ? readdirSync(join(state, 'spool')).filter((name) => /^\d+\.batch$/.test(name)) : [];

describe('weir agent --once', () => {
  test('ends when all of the logs is at the server, and finds nothing new when it runs again', async () => {
    const server = await started();
    const { logs, stateFolder } = place();
    for (const name of ['a', 'b', 'c']) logs.write(name, 500);
    const first = await once({ servers: [server.url], logs, stateFolder });
    expect(first.isDone).toBe(true);
    expect(await storedCells(server.store)).toEqual(logs.cells);
    expect(server.mostOfOneSegment()).toBe(1);
    const second = await once({ servers: [server.url], logs, stateFolder });
    expect(second.isDone).toBe(true);
    expect(second.agent.bytesRead).toBeLessThan(first.agent.bytesRead / 3);
    expect(await storedCells(server.store)).toEqual(logs.cells);
    expect(statSync(stateFolder).mode & 0o777).toBe(0o700);
  });

  test('reads everything again when the state folder is gone, and every total stays', async () => {
    const server = await started();
    const { logs, stateFolder } = place();
    logs.write('a', 500);
    const first = await once({ servers: [server.url], logs, stateFolder });
    rmSync(stateFolder, { recursive: true });
    logs.write('a', 50);
    const second = await once({ servers: [server.url], logs, stateFolder });
    expect(second.agent.bytesRead).toBeGreaterThan(first.agent.bytesRead);
    expect(second.agent.known).toBeGreaterThan(3);
    expect(await storedCells(server.store)).toEqual(logs.cells);
  });

  test('gives up when nothing moves for a minute, and keeps what was closed', async () => {
    const { logs, stateFolder } = place();
    logs.write('a', 500);
    const { isDone, logged } = await once({ servers: [DOWN], logs, stateFolder });
    expect(isDone).toBe(false);
    expect(spooledFiles(stateFolder).length).toBeGreaterThan(3);
    expect(logged.filter((line) => line.includes('usage waits here'))).toHaveLength(1);
    const server = await started();
    rmSync(logs.folder, { recursive: true });
    const rest = new CountedLogs(logs.folder); // the logs are gone: what was spooled arrives all the same
    const second = await once({ servers: [server.url], logs: rest, stateFolder });
    expect(second.isDone).toBe(true);
    expect(spooledFiles(stateFolder)).toEqual([]);
    const stored = await storedCells(server.store);
    const requests = Object.values(stored).reduce((sum, [, count]) => sum + count, 0n);
    expect(requests).toBeGreaterThan(400n);
    expect(requests).toBeLessThanOrEqual(500n);
  });
});

test('weir agent --once is not done when the last thing it had to send is lost: it reads the logs again', async () => {
  const { logs, stateFolder } = place();
  const server = await started();
  server.act = () => '503';
  logs.write('a', 77); // of 26 bytes: one segment to the byte, and nothing else that could be sent
  const offline = await startAgent({ servers: [server.url], logs, stateFolder });
  await vi.waitFor(() => expect(spooledFiles(stateFolder)).toHaveLength(1), 5000);
  await offline.stop();
  const { agent } = await makeAgent({ servers: [server.url], logs, stateFolder }); // it has looked at the spool
  rmSync(join(stateFolder, 'spool', spooledFiles(stateFolder)[0]!));
  server.act = () => 'store';
  expect(await agent.once(new AbortController().signal)).toBe(true);
  expect(await storedCells(server.store)).toEqual(logs.cells);
});

describe('a following agent', () => {
  test('sends what is written, tells how it is, and sends the rest when it is stopped', async () => {
    const server = await started();
    const { logs, stateFolder } = place();
    logs.write('a', 10);
    const agent = await startAgent({ servers: [server.url], logs, stateFolder });
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    logs.write('b', 300);
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    logs.write('a', 1);
    await new Promise((resolve) => setTimeout(resolve, 60)); // it sees the line, which is not due yet
    await agent.stop();
    expect(await storedCells(server.store)).toEqual(logs.cells);
    expect(server.heartbeats.at(-1)).toMatchObject({
      node: 'edge-1',
      version: '1.2.3',
      interval_seconds: 10,
      spool: { bytes: 0, limit: 2 ** 30, is_full: false },
      inputs: [{ kind: 'log', format: 'small', files: 2, fault: null }],
      streams: [
        { lines: 11, rejected: 0, state: 'following', lag_bytes: 0 },
        { lines: 300, state: 'following' },
      ],
    });
  });

  test('spools closed segments while no server answers, and sends them, oldest first, when one does', async () => {
    const { logs, stateFolder } = place();
    logs.write('a', 1000);
    const gone = await started();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const agent = await startAgent({ servers: [gone.url], logs, stateFolder });
    await vi.waitFor(() => expect(spooledFiles(stateFolder).length).toBeGreaterThan(10), 5000);
    const server = await started(port);
    const came: number[] = [];
    const receive = server.store.put;
    server.store.put = (segments) => {
      const stored = segments.filter(({ rows }) => rows.length > 0); // each was announced before
      came.push(...stored.map(({ entry }) => entry.index));
      return receive.call(server.store, segments);
    };
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    await agent.stop();
    expect(spooledFiles(stateFolder)).toEqual([]);
    const old = came.filter((index) => index < 10); // beside them comes what is new
    expect(
      old.every((index, i) => Math.abs(index - i) <= 2),
      `the order was ${came}`,
    ).toBe(true); // two at a time
    expect(agent.logged.filter((line) => line === 'a server takes usage again')).toHaveLength(1);
  });

  test('stops reading when its spool is full, says so once, and goes on by itself', async () => {
    const { logs, stateFolder } = place();
    const server = await started();
    server.act = () => '503';
    logs.write('a', 1500);
    const agent = await startAgent({ servers: [server.url], logs, stateFolder, spoolLimit: 3000 });
    await vi.waitFor(() => expect(agent.logged.join()).toContain('the spool takes no more'), 5000);
    const { bytesRead } = agent.agent;
    logs.write('b', 3000);
    const isFull = (heartbeat: unknown) => (heartbeat as { spool: { is_full: boolean } }).spool.is_full;
    await vi.waitFor(() => expect(server.heartbeats.some(isFull)).toBe(true), 5000);
    expect(agent.agent.bytesRead).toBe(bytesRead);
    expect(agent.state.spool.bytes).toBeLessThanOrEqual(3000);
    expect(agent.logged.filter((line) => line.includes('the spool takes no more'))).toHaveLength(1);
    server.act = () => 'store';
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    await vi.waitFor(() => expect(isFull(server.heartbeats.at(-1))).toBe(false), 5000);
    await agent.stop();
  });

  test.skipIf(!MOUNTS)('takes a full disk like a full spool, and loses nothing', async () => {
    const volume = smallVolume(1);
    try {
      const { logs } = place();
      const server = await started();
      server.act = () => '503';
      logs.write('a', 300);
      volume.fill(0);
      const agent = await startAgent({ servers: [server.url], logs, stateFolder: join(volume.path, 'state') });
      await vi.waitFor(() => expect(agent.logged.join()).toMatch(/the spool takes no more.*ENOSPC/), 5000);
      volume.makeRoom();
      await vi.waitFor(() => expect(agent.state.spool.isEmpty).toBe(false), 5000);
      logs.write('a', 300);
      volume.fill(0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      server.act = () => 'store';
      await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
      await agent.stop();
    } finally {
      volume.dispose();
    }
  });

  test('tries its servers in turn, and stays with the one that worked', async () => {
    const { logs, stateFolder } = place();
    const [broken, good] = [await started(), await started()];
    broken.act = () => '503';
    logs.write('a', 500);
    const agent = await startAgent({ servers: [DOWN, broken.url, good.url], logs, stateFolder });
    await vi.waitFor(async () => expect(await storedCells(good.store)).toEqual(logs.cells), 5000);
    await agent.stop();
    expect(broken.requests()).toBeLessThan(good.requests());
    expect(broken.requests()).toBeLessThanOrEqual(4); // those that were on their way together at the start
  });

  test.each<[Act, RegExp]>([
    ['401', /usage waits here: .*refused it \(401\): as the test asked for/],
    ['login-page', /something else than a receipt/],
  ])('waits behind a server that answers with %s, and drops nothing', async (act, sentence) => {
    const { logs, stateFolder } = place();
    const server = await started();
    server.act = () => act;
    logs.write('a', 300);
    const agent = await startAgent({ servers: [server.url], logs, stateFolder });
    await vi.waitFor(() => expect(agent.logged.join('\n')).toMatch(sentence), 5000);
    expect(await storedCells(server.store)).toEqual({});
    server.act = () => 'store';
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    await agent.stop();
  });

  test('reads the logs again when a spooled batch was damaged, and keeps the damaged file', async () => {
    const { logs, stateFolder } = place();
    const gone = await started();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    logs.write('a', 300);
    const agent = await startAgent({ servers: [gone.url], logs, stateFolder });
    await vi.waitFor(() => expect(spooledFiles(stateFolder).length).toBeGreaterThan(2), 5000);
    // not the first, which a try to send it may hold in memory
    const [, first, second] = spooledFiles(stateFolder).map((name) => join(stateFolder, 'spool', name));
    writeFileSync(first!, readFileSync(first!).subarray(0, -10));
    rmSync(second!);
    const server = await started(port);
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    await agent.stop();
    expect(readdirSync(join(stateFolder, 'spool', 'damaged'))).toHaveLength(1);
  });

  test('reads the logs again at its start when a spooled batch is damaged by then', async () => {
    const { logs, stateFolder } = place();
    const server = await started();
    server.act = () => '503';
    logs.write('a', 300);
    const offline = await startAgent({ servers: [server.url], logs, stateFolder });
    await vi.waitFor(() => expect(spooledFiles(stateFolder).length).toBeGreaterThan(2), 5000);
    await offline.stop();
    const [file] = spooledFiles(stateFolder).map((name) => join(stateFolder, 'spool', name));
    writeFileSync(file!, readFileSync(file!).subarray(0, -10));
    server.act = () => 'store';
    const { isDone, logged } = await once({ servers: [server.url], logs, stateFolder });
    expect(isDone).toBe(true);
    expect(logged.join()).toContain('logs are read from their beginning: spooled batches are damaged');
    expect(await storedCells(server.store)).toEqual(logs.cells);
  });

  test('replaces what another format gave by what it spooled, whole segments only', async () => {
    const { logs, stateFolder } = place();
    const server = await started();
    const port = Number(new URL(server.url).port);
    logs.write('a', 50); // a part of the first segment
    expect((await once({ servers: [server.url], logs, stateFolder })).isDone).toBe(true);
    await server.close();
    logs.write('a', 300);
    const program = { ...PROGRAM, hits: [] }; // gives the same numbers, under another meter hash
    const offline = await startAgent({ servers: [server.url], logs, stateFolder, program });
    await vi.waitFor(() => expect(spooledFiles(stateFolder).length).toBeGreaterThan(2), 5000);
    await offline.stop();
    const again = await started(port, server.store);
    const { isDone } = await once({ servers: [again.url], logs, stateFolder, program });
    expect(isDone).toBe(true);
    expect(await storedCells(again.store)).toEqual(logs.cells);
    const entries = await again.store.ledger();
    expect(entries.find(({ index }) => index === 0)).toMatchObject({ generation: 1, replacing: false });
    expect(readdirSync(join(stateFolder, 'spool'))).toEqual([]);
  });

  test('loses nothing when the state folder is removed while it runs', async () => {
    const { logs, stateFolder } = place();
    const gone = await started();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    logs.write('a', 300);
    const agent = await startAgent({ servers: [gone.url], logs, stateFolder });
    await vi.waitFor(() => expect(spooledFiles(stateFolder).length).toBeGreaterThan(2), 5000);
    rmSync(stateFolder, { recursive: true });
    logs.write('b', 300);
    const server = await started(port);
    await vi.waitFor(async () => expect(await storedCells(server.store)).toEqual(logs.cells), 5000);
    await agent.stop();
  });

  test('is stopped within seconds while a server takes requests and never answers', async () => {
    const { logs, stateFolder } = place();
    const server = await started();
    server.act = () => {
      throw new Error('never reached');
    };
    const hangs = await hangingServer();
    logs.write('a', 300);
    const agent = await startAgent({ servers: [hangs.url], logs, stateFolder, idleMs: 60_000 });
    await vi.waitFor(() => expect(hangs.requests()).toBeGreaterThan(0), 5000);
    const began = Date.now();
    await agent.stop();
    expect(Date.now() - began).toBeLessThan(3000);
    expect(spooledFiles(stateFolder).length).toBeGreaterThan(2);
    await hangs.close();
  });
});

async function hangingServer() {
  const { createServer } = await import('node:http');
  let requests = 0;
  const server = createServer(({ url }) => {
    if (url === '/weir/v1/ingest') requests++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ACTS: readonly Act[] = [
  'store',
  'store-then-cut',
  'store-late',
  '503',
  '500',
  '401',
  'cut',
  'half-answer',
  'login-page',
];

test(
  'whatever the servers answer, and however often the agent starts anew, the store equals the logs in the end',
  async () => {
    const runs = fc.array(
      fc.record({
        acts: fc.array(fc.constantFrom(...ACTS), { minLength: 1, maxLength: 12 }),
        lines: fc.integer({ min: 0, max: 120 }),
        milliseconds: fc.integer({ min: 0, max: 80 }),
        losesState: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(runs, fc.constantFrom(1500, 2 ** 20), async (schedule, spoolLimit) => {
        const { logs, stateFolder } = place();
        const one = await started();
        logs.write('first', 3);
        for (const { acts, lines, milliseconds, losesState } of schedule) {
          const left = [...acts];
          one.act = () => left.shift() ?? '503';
          const agent = await startAgent({ servers: [one.url], logs, stateFolder, spoolLimit, idleMs: 200 });
          logs.write(`log-${lines % 3}`, lines);
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          await agent.stop();
          if (losesState) rmSync(stateFolder, { recursive: true, force: true });
        }
        one.act = () => 'store';
        const { isDone } = await once({ servers: [one.url], logs, stateFolder, spoolLimit });
        expect(isDone).toBe(true);
        expect(await storedCells(one.store)).toEqual(logs.cells);
      }),
      { numRuns: 10 * FUZZ },
    );
  },
  120_000 * FUZZ,
);
