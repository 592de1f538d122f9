import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteGate } from '../../src/http/byte-gate.ts';

test('never lets more in than its capacity, lets everybody in, in the order in which they came', async () => {
  const task = fc.record({
    bytes: fc.integer({ min: 0, max: 150 }),
    ticks: fc.integer({ min: 0, max: 5 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 40 }), async (tasks) => {
      const gate = new ByteGate(100);
      const entered: number[] = [];
      let inside = 0;
      const runs = tasks.map(({ bytes, ticks, fails }, i) =>
        gate.run(bytes, async () => {
          entered.push(i);
          inside += Math.min(bytes, 100);
          expect(inside).toBeLessThanOrEqual(100);
          for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
          inside -= Math.min(bytes, 100);
          if (fails) throw new Error('failed');
          return i;
        }),
      );
      const results = await Promise.allSettled(runs);
      expect(results.map(({ status }) => status)).toEqual(tasks.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
      expect(entered).toEqual(tasks.map((_, i) => i));
    }),
  );
});

test('small tasks run side by side, a large one alone', async () => {
  const gate = new ByteGate(100);
  let inside = 0;
  const most = { small: 0, large: 0 };
  const run = (bytes: number, size: 'small' | 'large') =>
    gate.run(bytes, async () => {
      inside++;
      most[size] = Math.max(most[size], inside);
      await new Promise(setImmediate);
      inside--;
    });
  await Promise.all([run(40, 'small'), run(40, 'small'), run(1000, 'large'), run(100, 'large'), run(10, 'small')]);
  expect(most).toEqual({ small: 2, large: 1 });
});
