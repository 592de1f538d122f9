import { describe, expect, test } from 'vitest';
import { createReplayGuard } from '../../src/vendors/qcloud/replay-guard.ts';

const NOW = 1_700_000_000;
const MS = NOW * 1000;

describe('the replay guard', () => {
  test('lets a triple pass once, and every other triple too', () => {
    const guard = createReplayGuard();
    expect(guard.admits('a', '1', NOW, MS)).toBe(true);
    expect(guard.admits('a', '1', NOW, MS)).toBe(false);
    expect(guard.admits('a', '2', NOW, MS)).toBe(true);
    expect(guard.admits('a', '1', NOW + 1, MS)).toBe(true);
    expect(guard.admits('b', '1', NOW, MS)).toBe(true);
  });

  test.each([
    [7200, true],
    [7201, false],
    [-7200, true],
    [-7201, false],
  ])('a Timestamp %i seconds off passes: %s', (off, passes) => {
    expect(createReplayGuard().admits('a', '1', NOW + off, MS)).toBe(passes);
  });

  test('remembers a triple for as long as its Timestamp is good', () => {
    const guard = createReplayGuard();
    guard.admits('a', '1', NOW + 7200, MS);
    expect(guard.admits('a', '1', NOW + 7200, MS + 4 * 3600 * 1000)).toBe(false);
  });

  test('with too many to remember it refuses old ones rather than letting one pass twice', () => {
    const guard = createReplayGuard(10);
    const passed = Array.from({ length: 50 }, (_, i) => guard.admits('a', String(i), NOW - 60 + i, MS));
    expect(passed.every(Boolean)).toBe(true);
    for (let i = 0; i < 50; i++) expect(guard.admits('a', String(i), NOW - 60 + i, MS)).toBe(false);
    expect(guard.admits('a', 'new', NOW - 60, MS)).toBe(false);
    expect(guard.admits('a', 'new', NOW, MS)).toBe(true);
    expect(guard.admits('b', 'new', NOW - 60, MS)).toBe(true);
  });
});
