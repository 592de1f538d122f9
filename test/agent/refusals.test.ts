import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Refusal } from '../../src/agent/refusal.ts';
import { expected, Rig } from './rig.ts';
import { text } from './truth.ts';
import { VirtualDisk } from './virtual-disk.ts';

let rig: Rig;
const EDITED: Refusal = { status: 409, code: 'edited', message: 'the log was edited' };
const TOO_LARGE: Refusal = { status: 413, code: 'too-large', message: 'at most 64 MiB' };

beforeEach(() => {
  rig = new Rig(new VirtualDisk(() => rig?.now ?? 0));
});
afterEach(() => rig.close());

/** Refuses every parcel of a path until there is none. */
async function refuse(path: string, fault: Refusal): Promise<number> {
  let refused = 0;
  await rig.follower.round(rig.now, 2 ** 20);
  for (let parcel = rig.follower.takeDue(rig.now, true); parcel; parcel = rig.follower.takeDue(rig.now, true)) {
    if (parcel.batch.path === path) {
      rig.follower.refused(parcel, fault, rig.now);
      refused++;
    } else {
      await rig.driver.send(parcel.batch);
      rig.follower.acknowledged(parcel);
    }
  }
  return refused;
}

test('a stream that is refused says so, is left alone, and does not hold up the others', async () => {
  rig.disk.append(rig.path('a.log'), text(0, 100));
  rig.disk.append(rig.path('b.log'), text(100, 200));
  expect(await refuse(rig.path('a.log'), EDITED)).toBe(1);
  expect(await rig.stored()).toEqual(expected([100, 200]));
  const [refused] = rig.follower.status().streams.filter(({ state }) => state === 'refused');
  expect(refused).toMatchObject({ path: rig.path('a.log'), fault: 'the log was edited' });
  rig.disk.append(rig.path('a.log'), text(200, 210));
  rig.now += 3_600_000;
  expect(await refuse(rig.path('a.log'), EDITED)).toBe(0); // a longer version of an edited log would be taken, and be wrong
});

test('what may have been put right is tried again after a quarter of an hour, from its start', async () => {
  rig.disk.append(rig.path('a.log'), text(0, 100));
  expect(await refuse(rig.path('a.log'), TOO_LARGE)).toBe(1);
  rig.now += 14 * 60_000;
  expect(await refuse(rig.path('a.log'), TOO_LARGE)).toBe(0);
  rig.now += 2 * 60_000;
  await rig.settle();
  expect(await rig.stored()).toEqual(expected([0, 100]));
  expect(rig.onlyStream()).toMatchObject({ state: 'following', fault: null });
});

test('a refused stream is not settled: a restart with the checkpoint reads it again', async () => {
  rig.disk.append(rig.path('a.log'), text(0, 100));
  await refuse(rig.path('a.log'), TOO_LARGE);
  await rig.restart({ checkpoint: rig.follower.checkpoint() });
  await rig.settle();
  expect(await rig.stored()).toEqual(expected([0, 100]));
});

test('numbers of another format stay where the log has nothing more, and the status says so', async () => {
  rig.disk.append(rig.path('a.log'), text(0, 5));
  const bytes = text(0, 5).length;
  const changed: Refusal = {
    status: 409,
    code: 'format-changed',
    message: 'metered before with the format "old"',
    bytes,
  };
  expect(await refuse(rig.path('a.log'), changed)).toBe(1);
  expect(rig.onlyStream().fault).toContain('the acknowledged numbers stay');
  rig.disk.append(rig.path('a.log'), text(5, 6));
  await rig.follower.round(rig.now, 2 ** 20);
  const parcel = rig.follower.takeDue(rig.now, true)!;
  rig.follower.refused(parcel, changed, rig.now);
  const again = rig.follower.takeDue(rig.now, true)!;
  expect(again.batch).toMatchObject({ replace: true, unlessSame: true, segments: [{ lines: 6 }] });
});
