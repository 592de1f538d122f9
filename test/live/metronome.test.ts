import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Metronome } from '../../src/live/metronome.ts';

beforeEach(() => void vi.useFakeTimers({ now: 10_250 }));
afterEach(() => void vi.useRealTimers());

test('beats at once, then at whole seconds', async () => {
  const beats: number[] = [];
  const metronome = new Metronome(async () => void beats.push(Date.now()), Date.now);
  metronome.start();
  await vi.advanceTimersByTimeAsync(3000);
  expect(beats).toEqual([10_250, 11_000, 12_000, 13_000]);
  await metronome.stop();
});

test('a beat that takes long leaves others out, and there are never two', async () => {
  const beats: number[] = [];
  let running = 0;
  const slow = async () => {
    beats.push(Date.now());
    expect(++running).toBe(1);
    await new Promise((done) => setTimeout(done, 1500));
    running--;
  };
  const metronome = new Metronome(slow, Date.now);
  metronome.start();
  await vi.advanceTimersByTimeAsync(5000);
  expect(beats).toEqual([10_250, 12_000, 14_000]);
  await vi.advanceTimersByTimeAsync(500);
  await metronome.stop();
});

test('once it is stopped no beat is under way, and none follows', async () => {
  let ended = 0;
  const metronome = new Metronome(async () => {
    await new Promise((done) => setTimeout(done, 300));
    ended++;
  }, Date.now);
  metronome.start();
  const stopped = metronome.stop().then(() => ended);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await stopped).toBe(1);
  expect(ended).toBe(1);
});
