import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Spool } from '../../src/agent/spool.ts';
import type { SpooledBatch } from '../../src/agent/spool-file.ts';
import { temporaryFolder } from '../support/programs.ts';
import { canMount, smallVolume } from '../support/small-volume.ts';

const root = temporaryFolder('spool');
let folders = 0;
const MOUNTS = canMount();

afterAll(root.dispose);

const newFolder = () => join(root.path, `spool-${folders++}`);

function batch(name: string, bytes = 100): SpooledBatch {
  const packed = Buffer.alloc(bytes, name);
  return { segment: { stream: name.padEnd(32, '0'), index: 1, bytes: 17, isWhole: true }, packed };
}

async function drained(spool: Spool): Promise<SpooledBatch[]> {
  const batches: SpooledBatch[] = [];
  for (let entry = spool.take(); entry; entry = spool.take()) {
    batches.push(await spool.read(entry));
    await spool.remove(entry);
  }
  return batches;
}

describe('the spool', () => {
  test('gives back what was put into it, the oldest first, also after a restart', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 1e6, 5);
    for (const name of ['a', 'b', 'c']) expect(await spool.keep(batch(name))).toEqual({ isKept: true });
    const again = await Spool.open(folder, 1e6, 1); // its clock was set back
    expect(await again.keep(batch('d'))).toEqual({ isKept: true });
    expect(await drained(again)).toEqual(['a', 'b', 'c', 'd'].map((name) => batch(name)));
    expect(again.isEmpty).toBe(true);
    expect(again.bytes).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('gives a batch that was put back before newer ones', async () => {
    const spool = await Spool.open(newFolder(), 1e6, 0);
    for (const name of ['a', 'b']) await spool.keep(batch(name));
    const first = spool.take()!;
    spool.putBack(first);
    expect(spool.take()).toBe(first);
  });

  test('takes no byte over its limit, and goes on when there is room', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 900, 0);
    const kept = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => spool.keep(batch(name))));
    expect(kept.map(({ isKept }) => isKept)).toEqual([true, true, true, false, false]);
    expect(kept[4]).toMatchObject({ why: 'it has reached its limit of 900 bytes' });
    await spool.remove(spool.take()!);
    expect(await spool.keep(batch('f'))).toEqual({ isKept: true });
    const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(spool.bytes);
    expect(spool.bytes).toBeLessThanOrEqual(900);
  });

  test('notices every change of a file', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 1e6, 0);
    await spool.keep(batch('a', 20));
    const entry = spool.take()!;
    const path = join(folder, entry.name);
    const file = readFileSync(path);
    const inBatch = file.indexOf(0x0a) + 1;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: inBatch, max: file.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = Buffer.from(file);
          changed[at]! ^= by;
          writeFileSync(path, changed);
          await expect(spool.read(entry)).rejects.toThrow('its bytes are not those that were written');
        },
      ),
      { numRuns: 50 },
    );
    for (let length = 0; length < file.length; length += 7) {
      writeFileSync(path, file.subarray(0, length));
      await expect(spool.read(entry)).rejects.toMatchObject({ name: 'SpoolDamage' });
    }
    rmSync(path);
    await expect(spool.read(entry)).rejects.toMatchObject({ name: 'SpoolDamage' });
  });

  test('keeps a file that was set aside for people, and does not send it again', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 1e6, 0);
    await spool.keep(batch('a'));
    const place = await spool.setAside(spool.take()!, 'refused');
    expect(existsSync(place)).toBe(true);
    expect((await Spool.open(folder, 1e6, 0)).isEmpty).toBe(true);
  });

  test('removes what a kill left unfinished', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 1e6, 0);
    await spool.keep(batch('a'));
    writeFileSync(join(folder, '.unfinished-000000000000009.batch'), 'half a ba');
    const again = await Spool.open(folder, 1e6, 0);
    expect(await drained(again)).toEqual([batch('a')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('makes its folder again where somebody removed it', async () => {
    const folder = newFolder();
    const spool = await Spool.open(folder, 1e6, 0);
    await spool.keep(batch('a'));
    rmSync(folder, { recursive: true });
    expect(await spool.keep(batch('b'))).toEqual({ isKept: true });
  });

  test.skipIf(!MOUNTS)('says why when its disk is full, and keeps on when there is room', async () => {
    const volume = smallVolume(2);
    try {
      const spool = await Spool.open(join(volume.path, 'spool'), 1e9, 0);
      expect(await spool.keep(batch('a', 1000))).toEqual({ isKept: true });
      volume.fill(4096);
      expect(await spool.keep(batch('b', 100_000))).toMatchObject({ why: expect.stringContaining('ENOSPC') });
      volume.makeRoom();
      expect(await spool.keep(batch('c', 100_000))).toEqual({ isKept: true });
      expect(await drained(spool)).toEqual([batch('a', 1000), batch('c', 100_000)]);
    } finally {
      volume.dispose();
    }
  });
});
