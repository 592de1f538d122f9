import { expect, test } from 'vitest';
import { FUZZ_SCALE, runSeed } from '../../support/random.ts';
import { World } from './world.ts';

const SCHEDULES = 100;
const STEPS = 40;

test('when the format is put right on the way, every line counts once, by the old format or by the new one', async () => {
  const seed = runSeed('agent simulation, format');
  for (let i = 0; i < SCHEDULES * FUZZ_SCALE; i++) {
    const world = new World(seed + i, { changesFormat: true });
    await world.run(STEPS);
    expect(await world.storedLines(), `seed ${seed + i}`).toBe(world.lineCount);
  }
});
