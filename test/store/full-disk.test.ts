import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { type ChildProgram, childProgram } from '../support/child-program.ts';
import { startProgram } from '../support/programs.ts';
import { createRandom, runSeed } from '../support/random.ts';
import { canMount, type SmallVolume, smallVolume } from '../support/small-volume.ts';
import { hexOf, MINUTE_0 } from '../support/stored-segments.ts';

const MIB = 2 ** 20;
const SECONDS = 6; // longer where the disk was never full at the wrong moment

describe.skipIf(!canMount())('a store whose disk runs full in the middle of writes', () => {
  const random = createRandom(runSeed('full disk'));
  let volume: SmallVolume;
  let child: ChildProgram;

  beforeAll(async () => {
    volume = smallVolume(256);
    child = await childProgram(join(import.meta.dirname, 'full-disk.child.ts'));
  });
  afterAll(() => {
    volume?.dispose();
    child?.dispose();
  });

  test('has everything that it acknowledged, also after kill -9', async () => {
    const path = join(volume.path, 'data');
    const program = startProgram(process.execPath, [child.path, path]);
    await program.waitFor(/acknowledged 5\n/);
    const caught = () => numbersOf(/^refused (\d+): the disk ran full/gm, program.output()).length;
    await takeRoomNowAndThen(() => caught() > 0);
    await program.stop('SIGKILL');
    volume.makeRoom();

    const acknowledged = numbersOf(/^acknowledged (\d+)$/gm, program.output());
    const refused = numbersOf(/^refused (\d+)/gm, program.output());
    console.log(
      `full disk: ${acknowledged.length} acknowledged, ${refused.length} refused, ${caught()} read back broken`,
    );
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(caught()).toBeGreaterThan(0);
    expect(await missing(path, acknowledged)).toEqual([]);
  });

  /** Room for a put when the store looks, and perhaps none a moment later. */
  async function takeRoomNowAndThen(isEnough: () => boolean): Promise<void> {
    const began = Date.now();
    const seconds = () => (Date.now() - began) / 1000;
    while (seconds() < SECONDS || (!isEnough() && seconds() < 50)) {
      volume.fill(26 * MIB); // a little over the reserve of 24
      await sleep(random.below(80));
      volume.fill(0, 'thief');
      await sleep(random.below(20));
      volume.makeRoom('thief');
    }
  }
});

function numbersOf(pattern: RegExp, text: string): number[] {
  return [...text.matchAll(pattern)].map((match) => Number(match[1]));
}

/** Segments that are not in the ledger, or not with their bytes on each of their days. */
async function missing(path: string, numbers: readonly number[]): Promise<number[]> {
  const store = await openEmbeddedStore({ path });
  try {
    const known = new Set((await store.ledger()).map(({ segment }) => segment));
    const spans = numbers.map((i) => ({ domain: `host-${i}.com`, start: MINUTE_0, end: MINUTE_0 + 3 * 86_400 }));
    const rows = await store.buckets({ spans, step: 300, counters: ['bytes'], merged: false });
    const days = new Map<number, number>();
    for (let row = 0; row < rows.length; row++) {
      const i = numbers[rows.domain[row]!]!;
      if (Number(rows.counters.bytes![row]) === i) days.set(i, (days.get(i) ?? 0) + 1);
    }
    return numbers.filter((i) => !known.has(hexOf(`segment ${i}`)) || days.get(i) !== 3);
  } finally {
    await store.close();
  }
}
