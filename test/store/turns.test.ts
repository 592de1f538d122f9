import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { turns } from '../../src/store/turns.ts';

test('each thing has one task at a time, all things are used, and tasks start in the order asked', async () => {
  const pool = turns(['a', 'b']);
  const busy = new Set<string>();
  const started: number[] = [];
  let most = 0;
  const task = (i: number) => async (thing: string) => {
    expect(busy.has(thing)).toBe(false);
    busy.add(thing);
    started.push(i);
    most = Math.max(most, busy.size);
    await sleep(1);
    busy.delete(thing);
    return i;
  };
  const all = Array.from({ length: 9 }, (_, i) => i);
  expect(await Promise.all(all.map((i) => pool.use(task(i))))).toEqual(all);
  expect(started).toEqual(all);
  expect(most).toBe(2);
});

test('a task that fails gives its thing back', async () => {
  const pool = turns([1]);
  await expect(pool.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await pool.use(async (thing) => thing)).toBe(1);
});

test('idle waits for what runs and for what waits', async () => {
  const pool = turns([1]);
  let done = 0;
  for (let i = 0; i < 3; i++) void pool.use(() => sleep(2).then(() => done++));
  await pool.idle();
  expect(done).toBe(3);
});
