import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Backoff } from '../../src/agent/backoff.ts';

/** What is waited after each of so many failures in a row, with jitter that takes all of it. */
function waits(count: number, random = () => 1): number[] {
  const backoff = new Backoff(random);
  let now = 1000;
  return Array.from({ length: count }, () => {
    backoff.failed(now);
    const wait = backoff.readyAt - now;
    now = backoff.readyAt;
    return wait;
  });
}

describe('waiting after failures', () => {
  test('doubles from 0.5 s up to 30 s', () => {
    expect(waits(9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(waits(5000).at(-1)).toBe(30_000);
  });

  test('is cut to a random part, so that agents do not come back together', () => {
    expect(waits(3, () => 0.25)).toEqual([125, 250, 500]);
  });

  test('begins anew once something worked', () => {
    const backoff = new Backoff(() => 1);
    backoff.failed(0);
    backoff.failed(500);
    backoff.worked();
    expect(backoff.isDown).toBe(false);
    backoff.failed(10_000);
    expect(backoff.readyAt).toBe(10_500);
  });

  test('counts requests that failed together as one failure', () => {
    const backoff = new Backoff(() => 1);
    for (let i = 0; i < 4; i++) backoff.failed(i);
    expect(backoff.readyAt).toBe(500);
  });

  test('is at least what the server asked for, and at most an hour', () => {
    const backoff = new Backoff(() => 0);
    backoff.failed(0, 7000);
    expect(backoff.isWaiting(6999)).toBe(true);
    expect(backoff.isWaiting(7000)).toBe(false);
    backoff.failed(7000, 1e9);
    expect(backoff.readyAt).toBe(7000 + 3_600_000);
  });

  test('never gets longer because the clock was set back', () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.nat(1e12), (now, back) => {
        const backoff = new Backoff(() => 1);
        backoff.failed(now);
        return !backoff.isWaiting(now - back) || backoff.readyAt - (now - back) <= 30_000;
      }),
    );
  });
});
