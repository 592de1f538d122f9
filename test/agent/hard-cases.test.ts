import { expect, test } from 'vitest';
import { Follower } from '../../src/agent/follower.ts';
import type { FileFacts, LogFiles } from '../../src/agent/log-files.ts';
import { compileFormat } from '../../src/format/compile.ts';
import { generateLog, LOG_FORMAT, Truth } from '../support/log-truth.ts';
import { createRandom, runSeed } from '../support/random.ts';
import { drive } from './drive.ts';
import { realDisk } from './real-disk.ts';
import { expected, Rig } from './rig.ts';
import { TestServer } from './test-server.ts';
import { PROGRAM, START, text, textOf } from './truth.ts';
import { VirtualDisk } from './virtual-disk.ts';

test('a file that may not be read is a fault, until it may; others go on', async () => {
  const rig = new Rig(new VirtualDisk(() => rig?.now ?? 0));
  rig.disk.append(rig.path('a.log'), text(0, 5));
  rig.disk.append(rig.path('b.log'), text(5, 10));
  rig.disk.permit(rig.path('a.log'), false);
  await rig.settle();
  expect(await rig.stored()).toEqual(expected([5, 10]));
  const refused = rig.follower.status().streams.find(({ path }) => path === rig.path('a.log'));
  expect(refused).toMatchObject({ state: 'waiting', fault: expect.stringContaining('no permission') });
  rig.disk.permit(rig.path('a.log'), true);
  await rig.settle();
  expect(await rig.stored()).toEqual(expected([0, 10]));
  await rig.close();
});

test('a log that is rewritten between the look at it and the reading is noticed by the reading itself', async () => {
  for (let access = 1; access <= 7; access++) {
    // of a round: list, look, first bytes, last bytes, new ones, end; list
    const disk = new VirtualDisk(() => rig?.now ?? 0);
    const rig: Rig = new Rig(disk);
    const log = rig.path('x.log');
    disk.append(log, text(0, 30));
    await rig.settle();
    disk.append(log, text(30, 40));
    let left = access;
    disk.onAccess = () => {
      if (--left === 0) disk.rewrite(log, text(100, 160));
    };
    await rig.settle();
    await rig.settle(); // what was rewritten after it was read is found by the next look
    const stored = await rig.stored();
    const wasReadBefore = stored.has(`a.com ${START + 60}`) && stored.get(`a.com ${START + 60}`)!.requests > 4;
    expect(stored, `at access ${access}`).toEqual(expected([0, wasReadBefore ? 40 : 30], [100, 160]));
    await rig.close();
  }
});

test('an idle log costs one look a round, and no reading', async () => {
  const disk = new VirtualDisk(() => rig?.now ?? 0);
  const rig: Rig = new Rig(disk);
  for (let i = 0; i < 100; i++) disk.append(rig.path(`${i}.log`), text(10 * i, 10 * i + 10));
  await rig.settle();
  let accesses = 0;
  disk.onAccess = () => accesses++;
  for (let i = 0; i < 10; i++) await rig.look();
  expect(accesses).toBe(10); // listings
  await rig.close();
});

test('a log that nobody has written for a while is closed, and read on when it grows', async () => {
  const disk = new VirtualDisk(() => rig?.now ?? 0);
  const rig: Rig = new Rig(disk);
  disk.append(rig.path('x.log'), text(0, 10));
  await rig.settle();
  expect(disk.agentsFiles).toBe(1);
  await rig.look(600);
  expect(disk.agentsFiles).toBe(0);
  disk.append(rig.path('x.log'), text(10, 12));
  await rig.settle();
  expect(await rig.stored()).toEqual(expected([0, 12]));
  await rig.close();
});

/** A log of that size, of which every line is the same but the first; nothing of it is anywhere. */
function endlessLog(size: number): LogFiles {
  const first = Buffer.from(textOf({ host: 'a.com', second: START, bytes: 1 }));
  const line = Buffer.from(textOf({ host: 'b.com', second: START + 60, bytes: 2 }));
  const chunk = Buffer.concat(Array.from({ length: 40_000 }, () => line));
  const facts: FileFacts = { id: '1:1', size, modifiedNs: 1n, changedNs: 1n };
  const read = (into: Uint8Array, position: number): number => {
    const length = Math.min(into.length, size - position);
    if (position < first.length) {
      const head = first.copy(into, 0, position, Math.min(first.length, position + length));
      return head < length ? head + read(into.subarray(head, length), position + head) : head;
    }
    const at = (position - first.length) % line.length;
    return chunk.copy(into, 0, at, at + length);
  };
  return {
    list: async () => ({ files: [{ path: '/x.log', facts }], fault: null }),
    open: () => ({ facts: () => facts, read, close: () => {} }),
    watch: () => ({ close: () => {} }),
  };
}

test('of a log of 100 GB the end is read as well as the beginning', async () => {
  const first = textOf({ host: 'a.com', second: START, bytes: 1 });
  const lineBytes = textOf({ host: 'b.com', second: START + 60, bytes: 2 }).length;
  const size = first.length + lineBytes * Math.floor(100e9 / lineBytes);
  const inputs = [{ pattern: '/x.log', program: PROGRAM }];
  const options = { node: 'edge-1', inputs, files: endlessLog(size), flushMs: 10_000, memoryLimit: 2 ** 26 };
  const known = new Follower({ ...options });
  await known.round(0, 1000);
  const stream = known.status().streams[0]!.stream!;
  const index = Math.floor((size - 10 * lineBytes) / 2 ** 26);
  const offset = index * 2 ** 26 + ((size - index * 2 ** 26) % lineBytes); // where a line starts in the last segment
  const checkpoint = { version: 1 as const, node: 'edge-1', files: [], streams: [{ stream, offset }] };
  const follower = new Follower({ ...options, checkpoint });
  while (!(await follower.round(0, 2 ** 24)).isCaughtUp);
  const parcel = follower.takeDue(0, true)!;
  expect(parcel.batch.segments[0]).toMatchObject({ index, bytes: size - index * 2 ** 26, rejects: {} });
  expect(parcel.batch.segments[0]!.lines).toBe((size - offset) / lineBytes);
  expect(follower.status().streams[0]).toMatchObject({ bytes: size, lagBytes: 0 });
  await follower.close();
  await known.close();
});

test('several logs through one kernel, in pieces of any size, add up to the truth', async () => {
  const seed = runSeed('agent with the kernel');
  const random = createRandom(seed);
  const disk = realDisk();
  const hosts = ['a.com', 'b.com', 'c.com'];
  const truth = new Truth();
  const program = compileFormat({ kind: 'nginx', text: LOG_FORMAT }, 'edge');
  const logs = [1, 2, 3].map((i) => {
    const plan = { seed: seed + i, lines: 8000, start: START, end: START + 7200, hosts, name: `log${i}` };
    return { path: `${disk.folder}/${i}.log`, bytes: Buffer.from(generateLog(plan, truth)), written: 0 };
  });
  const follower = new Follower({
    node: 'edge-1',
    inputs: [{ pattern: `${disk.folder}/*.log`, program }],
    files: disk.files,
    ...{ flushMs: 10_000, memoryLimit: 2 ** 26, segmentBytes: 300_000 },
  });
  const server = new TestServer();
  let now = (START + 7200) * 1000;
  const driver = { follower, send: server.receive.bind(server), budget: 150_000 };
  while (logs.some(({ bytes, written }) => written < bytes.length)) {
    const log = random.pick(logs);
    const length = random.pick([10, 1000, 50_000, 300_000]);
    disk.append(log.path, log.bytes.subarray(log.written, log.written + length));
    log.written += length;
    now += 5000;
    server.now = now;
    await drive(driver, now, random.chance(0.2));
  }
  while (!(await drive(driver, now, true)));
  const cells = await server.cells(hosts, START - 86_400, START + 86_400);
  const expectedCells = hosts.flatMap((host) =>
    [...(truth.domains.get(host) ?? [])].map(
      ([minute, row]) => [`${host} ${minute}`, { requests: Number(row.requests), bytes: Number(row.bytes) }] as const,
    ),
  );
  expect(cells).toEqual(new Map(expectedCells.filter(([, cell]) => cell.requests > 0 || cell.bytes > 0)));
  for (const { slowLines, lines } of follower.status().streams) {
    expect(lines).toBe(8000);
    expect(slowLines, 'the kernel took part, and left odd lines').toBeGreaterThan(100);
    expect(slowLines).toBeLessThan(6000);
  }
  await follower.close();
  disk.close();
});
