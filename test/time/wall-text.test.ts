import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWallTime, wallDay, wallText } from '../../src/time/wall-text.ts';

describe('parseWallTime', () => {
  test.each([
    ['2016-12-14 07:00', 'minutes', 1481698800],
    ['  2016-12-14   07:00 ', 'minutes', 1481698800],
    ['2016-12-14 07:00:01', 'seconds', 1481698801],
    ['2016-02-29 00:00', 'minutes', 1456704000],
  ] as const)('reads %s to %s', (text, precision, wall) => {
    expect(parseWallTime(text, precision)).toBe(wall);
  });

  test.each([
    ['2016-12-14 07:00:00', 'minutes'],
    ['2016-12-14 07:00', 'seconds'],
    ['2017-02-29 00:00', 'minutes'],
    ['2016-13-01 00:00', 'minutes'],
    ['2016-12-14 24:00', 'minutes'],
    ['2016-12-14 23:60', 'minutes'],
    ['2016-12-14T07:00', 'minutes'],
    ['2016-1-1 7:00', 'minutes'],
    ['1979-12-31 23:59', 'minutes'],
    ['', 'minutes'],
  ] as const)('knows no time called "%s"', (text, precision) => {
    expect(parseWallTime(text, precision)).toBeUndefined();
  });

  test('reads back what is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 315532800, max: 253402300799 }), (wall) => {
        expect(parseWallTime(wallText(wall), 'seconds')).toBe(wall);
        expect(wallText(wall).startsWith(wallDay(wall))).toBe(true);
      }),
    );
  });
});
