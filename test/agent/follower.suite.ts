import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FollowerOptions } from '../../src/agent/follower.ts';
import type { Disk } from './disk.ts';
import { drive } from './drive.ts';
import { expected, Rig } from './rig.ts';
import { PROGRAM, text } from './truth.ts';

/** What happens to logs, on any disk. */
export function followerSuite(name: string, makeDisk: () => Disk): void {
  let rig: Rig;
  let disk: Disk;
  let log: string;
  const start = (options: Partial<FollowerOptions> = {}) => {
    rig = new Rig(makeDisk(), options);
    disk = rig.disk;
    log = rig.path('x.log');
  };
  beforeEach(() => start());
  afterEach(() => rig.close());

  describe(`on ${name}: a log that grows`, () => {
    test('is counted line by line, across segments', async () => {
      disk.append(log, text(0, 30));
      await rig.settle();
      disk.append(log, text(30, 35));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 35]));
      expect(rig.onlyStream()).toMatchObject({ path: log, lines: 35, rejected: 0, lagBytes: 0, state: 'following' });
      expect(rig.server.batches.length).toBeGreaterThan(3);
    });

    test('is not counted beyond its last newline', async () => {
      disk.append(log, text(0, 3).slice(0, -5));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 2]));
      expect(rig.onlyStream().pendingBytes).toBe(text(2, 3).length - 5);
      disk.append(log, text(0, 3).slice(-5));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 3]));
    });

    test('has no identity before its first line is complete', async () => {
      disk.append(log, text(0, 1).slice(0, 9));
      await rig.settle();
      expect(rig.onlyStream()).toMatchObject({ stream: null, state: 'waiting', pendingBytes: 9 });
      disk.append(log, text(0, 1).slice(9));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 1]));
      expect(rig.onlyStream().stream).toMatch(/^[0-9a-f]{32}$/);
    });

    test('may come late', async () => {
      await rig.settle();
      expect(rig.follower.status()).toMatchObject({ inputs: [{ files: 0, fault: null }], streams: [] });
      disk.append(log, text(0, 2));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 2]));
    });

    test('may begin with a hole of NULs', async () => {
      disk.append(log, Buffer.alloc(5000));
      await rig.settle();
      disk.append(log, text(0, 20));
      await rig.settle();
      disk.append(log, text(20, 40));
      await rig.restart();
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 40]));
    });
  });

  describe(`on ${name}: rotation`, () => {
    test('by renaming: the old file grows for a while, the new one begins', async () => {
      const writer = disk.writer(log);
      writer.write(text(0, 10));
      await rig.look();
      disk.rename(log, `${log}.1`);
      writer.write(text(10, 14));
      disk.append(log, text(14, 20));
      await rig.look();
      writer.write(text(20, 25));
      writer.close();
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 25]));
    });

    test('out of the pattern: what the old file still gets is counted', async () => {
      const writer = disk.writer(log);
      writer.write(text(0, 10));
      await rig.look();
      disk.rename(log, rig.path('old'));
      writer.write(text(10, 14));
      writer.close();
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 14]));
    });

    test('and compression while the file is only half read', async () => {
      disk.append(log, text(0, 200));
      rig.server.now = rig.now;
      await rig.follower.round(rig.now, 2000);
      disk.rename(log, `${log}.1`);
      await rig.follower.round(rig.now, 10);
      disk.append(`${log}.1.gz`, gzipSync(text(0, 200)));
      disk.remove(`${log}.1`);
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 200]));
    });

    test('and compression before the agent comes back', async () => {
      disk.append(log, text(0, 50));
      await rig.settle();
      disk.append(log, text(50, 80));
      disk.append(`${log}.2.gz`, gzipSync(disk.read(log)));
      disk.remove(log);
      disk.append(`${log}.1`, text(80, 100));
      disk.append(log, text(100, 110));
      const checkpoint = rig.follower.checkpoint();
      await rig.restart({ checkpoint });
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 110]));
    });

    test('by copying and truncating', async () => {
      const writer = disk.writer(log);
      writer.write(text(0, 10));
      await rig.look();
      writer.write(text(10, 14));
      disk.append(`${log}.1`, disk.read(log));
      disk.truncate(log, 0);
      writer.write(text(14, 18));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 18]));
      writer.close();
    });

    test.each([
      ['fewer', 4],
      ['as many', 10],
      ['more', 15],
    ])('by truncating, and %s lines are there again at the next look', async (_, count) => {
      disk.append(log, text(0, 10));
      await rig.settle();
      disk.rewrite(log, text(20, 20 + count));
      await rig.settle();
      disk.append(log, text(60, 70));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 10], [20, 20 + count], [60, 70]));
    });

    test('by truncating under a writer that goes on where it was leaves a hole', async () => {
      const writer = disk.writer(log, { appends: false });
      writer.write(text(0, 10));
      await rig.settle();
      disk.truncate(log, 0);
      writer.write(text(10, 15));
      await rig.settle();
      writer.write(text(15, 20));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 20]));
      writer.close();
    });

    test('by deleting a file that is not read to its end', async () => {
      disk.append(log, text(0, 300));
      await rig.follower.round(rig.now, 100);
      disk.remove(log);
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 300]));
      expect(rig.onlyStream().state).toBe('gone');
    });

    test('with an inode that is used again', async () => {
      disk.append(log, text(0, 10));
      await rig.settle();
      await rig.restart({ checkpoint: rig.follower.checkpoint() });
      await rig.settle();
      disk.remove(log);
      disk.append(log, text(10, 30));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 30]));
    });
  });

  describe(`on ${name}: one stream in several files`, () => {
    test('a log and its compressed copy count once, and the one that has more is read on', async () => {
      disk.append(log, text(0, 20));
      disk.append(`${log}.gz`, gzipSync(text(0, 30)));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 30]));
      disk.append(log, text(20, 40));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 40]));
      expect(rig.follower.status().streams).toHaveLength(1);
    });

    test('two names of one inode count once', async () => {
      disk.append(log, text(0, 20));
      disk.hardlink(log, `${log}.1`);
      await rig.settle();
      disk.append(log, text(20, 30));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 30]));
      expect(rig.follower.status().streams).toHaveLength(1);
    });

    test('a copy that is still being made counts nothing twice', async () => {
      disk.append(log, text(0, 20));
      await rig.settle();
      disk.append(`${log}.1`, text(0, 20).slice(0, 333));
      await rig.settle();
      disk.append(`${log}.1`, text(0, 20).slice(333));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 20]));
    });

    test('logs that begin alike and go on differently are told', async () => {
      disk.append(log, text(0, 1) + text(5, 30));
      await rig.settle();
      disk.append(rig.path('y.log'), text(0, 1) + text(40, 80));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 1], [5, 30]));
      const other = rig.follower.status().streams.find(({ path }) => path.endsWith('y.log'))!;
      expect(other).toMatchObject({ state: 'waiting', fault: expect.stringContaining('`stream:`') });
    });
  });

  describe(`on ${name}: logs that are alike for longer than the prints of them`, () => {
    const other = text(0, 40) + text(500, 540);

    test('are told, where both are plain', async () => {
      disk.append(log, text(0, 80));
      await rig.settle();
      disk.append(rig.path('y.log'), other + text(540, 600));
      await rig.settle();
      await expectConflict('y.log', [0, 80]);
    });

    test('and where one is compressed', async () => {
      disk.append(log, text(0, 80));
      await rig.settle();
      disk.append(rig.path('y.log.gz'), gzipSync(other + text(540, 600)));
      await rig.settle();
      await expectConflict('y.log.gz', [0, 80]);
    });

    async function expectConflict(file: string, range: readonly [number, number]) {
      expect(await rig.stored()).toEqual(expected(range));
      const faults = rig.follower.status().streams.map(({ fault }) => fault);
      expect(faults).toContainEqual(
        expect.stringContaining(`${rig.path(file)}: its first line is that of another log`),
      );
    }
  });

  describe(`on ${name}: links and folders`, () => {
    test('a symbolic link is followed, and may be pointed elsewhere', async () => {
      disk.append(rig.path('a'), text(0, 5));
      disk.append(rig.path('b'), text(10, 15));
      disk.symlink(rig.path('a'), log);
      await rig.settle();
      disk.remove(log);
      disk.symlink(rig.path('b'), log);
      disk.append(rig.path('a'), text(5, 8)); // a writer may be late
      await rig.settle();
      disk.append(rig.path('b'), text(15, 20));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 8], [10, 20]));
    });

    test('a folder may come later', async () => {
      await rig.restart({ inputs: [{ pattern: rig.path('later/*.log'), program: PROGRAM }] });
      await rig.settle();
      expect(rig.follower.status().inputs).toMatchObject([{ files: 0, fault: null }]);
      disk.mkdir(rig.path('later'));
      disk.append(rig.path('later/x.log'), text(0, 5));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 5]));
    });

    test('the first input that matches a file has it', async () => {
      const inputs = ['x.log', '*.log', '*.l*'].map((pattern) => ({ pattern: rig.path(pattern), program: PROGRAM }));
      await rig.restart({ inputs });
      disk.append(log, text(0, 5));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 5]));
      expect(rig.follower.status().streams).toHaveLength(1);
    });
  });

  describe(`on ${name}: compressed logs`, () => {
    test('count nothing before they were read to their checksum', async () => {
      const whole = gzipSync(text(0, 400));
      disk.append(`${log}.gz`, whole.subarray(0, -3));
      await rig.settle();
      expect(rig.server.batches).toEqual([]);
      expect(rig.onlyStream()).toMatchObject({ state: 'waiting', fault: expect.stringContaining('ends too early') });
      disk.append(`${log}.gz`, whole.subarray(-3));
      await rig.look(60);
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 400]));
      expect(rig.onlyStream()).toMatchObject({ state: 'complete', fault: null });
    });

    test('are known by their first bytes, not by their names', async () => {
      disk.append(log, gzipSync(text(0, 10)));
      disk.append(`${log}.gz`, text(10, 20));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 20]));
    });

    test('are not read again while they are as they were', async () => {
      disk.append(`${log}.gz`, gzipSync(text(0, 40)));
      await rig.settle();
      const before = rig.server.batches.length;
      const checkpoint = rig.follower.checkpoint();
      disk.rename(`${log}.gz`, `${log}.2.gz`);
      await rig.restart({ checkpoint: JSON.parse(JSON.stringify(checkpoint)) });
      await rig.settle();
      expect(rig.server.batches.length).toBe(before);
      expect(rig.onlyStream()).toMatchObject({ state: 'complete', bytes: text(0, 40).length });
    });
  });

  describe(`on ${name}: the agent's end`, () => {
    test('without a checkpoint everything is read again, and nothing changes', async () => {
      disk.append(log, text(0, 40));
      await rig.settle();
      disk.append(log, text(40, 50));
      await rig.restart();
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 50]));
    });

    test('with a checkpoint only the open segment is', async () => {
      disk.append(log, text(0, 40));
      await rig.settle();
      disk.append(log, text(40, 41));
      await rig.restart({ checkpoint: JSON.parse(JSON.stringify(rig.follower.checkpoint())) });
      const before = rig.server.batches.length;
      await rig.settle();
      const indexes = rig.server.batches.slice(before).map(({ segments }) => segments[0]!.index);
      expect(Math.min(...indexes)).toBe(Math.floor(text(0, 40).length / 300));
      expect(await rig.stored()).toEqual(expected([0, 41]));
    });

    test('a checkpoint of another node is none', async () => {
      disk.append(log, text(0, 40));
      await rig.settle();
      await rig.restart({ node: 'edge-2', checkpoint: rig.follower.checkpoint() });
      await rig.settle();
      expect(
        rig.server.batches.filter(({ node, segments }) => node === 'edge-2' && segments[0]!.index === 0),
      ).toHaveLength(1);
    });
  });

  describe(`on ${name}: many files`, () => {
    test('more than may be open at a time are all read', async () => {
      rig.disk.close();
      start({ mostOpen: 3 });
      for (let i = 0; i < 20; i++) disk.append(rig.path(`${i}.log`), text(10 * i, 10 * i + 7));
      await rig.settle();
      for (let i = 0; i < 20; i++) disk.append(rig.path(`${i}.log`), text(10 * i + 7, 10 * i + 10));
      await rig.settle();
      expect(await rig.stored()).toEqual(expected([0, 200]));
    });

    test('small ones are read beside a large one', async () => {
      disk.append(rig.path('a.log'), text(1000, 20_000));
      for (let i = 0; i < 20; i++) disk.append(rig.path(`s${i}.log`), text(10 * i, 10 * i + 10));
      for (let round = 0; round < 12; round++) await drainRound();
      const streams = rig.follower.status().streams;
      expect(streams.filter(({ lagBytes, stream }) => stream !== null && lagBytes === 0)).toHaveLength(20);
      expect(streams.find(({ path }) => path.endsWith('a.log'))!.lagBytes).toBeGreaterThan(0);

      async function drainRound() {
        rig.now += 1000;
        await rig.follower.round(rig.now, 4096);
      }
    });

    test('are read to their ends even if few fit into memory at a time', async () => {
      rig.disk.close();
      start({ memoryLimit: 200_000, segmentBytes: 100_000 });
      for (let i = 0; i < 8; i++) disk.append(rig.path(`${i}.log`), text(1000 * i, 1000 * i + 1000));
      for (let round = 0; round < 80; round++) {
        // 55 would do if nothing were read twice
        rig.now += 1000;
        await drive({ ...rig.driver, budget: 4096 }, rig.now, true);
      }
      expect(await rig.stored()).toEqual(expected([0, 8000]));
    });

    test('take no more memory than they may: what is idle is let go and read again', async () => {
      rig.disk.close();
      start({ memoryLimit: 200_000, segmentBytes: 100_000 });
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 12; i++) {
          disk.append(rig.path(`${i}.log`), text(100 * i + 25 * round, 100 * i + 25 * round + 25));
        }
        await rig.settle();
      }
      expect(await rig.stored()).toEqual(expected([0, 1200]));
    });
  });
}
