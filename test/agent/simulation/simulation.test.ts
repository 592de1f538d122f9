import { expect, test } from 'vitest';
import { FUZZ_SCALE, runSeed } from '../../support/random.ts';
import { World } from './world.ts';

const SCHEDULES = 300;
const STEPS = 40;

test('whatever happens to logs, agent, network and server: in the end the store has every line once', async () => {
  const seed = runSeed('agent simulation');
  for (let i = 0; i < SCHEDULES * FUZZ_SCALE; i++) {
    const world = new World(seed + i);
    await world.run(STEPS);
    expect(await world.stored(), `seed ${seed + i}`).toEqual(world.truth());
  }
});
