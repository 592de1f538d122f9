import { describe, expect, test } from 'vitest';
import { textTable, timeText } from '../../src/cli/text-table.ts';

describe('tables for people', () => {
  test('columns are as wide as their widest cell, numbers stand to the right, nothing trails', () => {
    expect(
      textTable([
        ['node', 'lines', ''],
        ['edge-1', 1204, ''],
        ['e', 7, 'retired'],
      ]),
    ).toEqual(['node    lines', 'edge-1  1,204', 'e           7  retired']);
  });

  test('a cell cannot move the cursor or begin a line', () => {
    expect(textTable([['a'], ['x\n\x1b[2Jy']])).toEqual(['a', 'x  [2Jy']);
  });

  test('a number that may have been rounded says so', () => {
    expect(textTable([['bytes'], [2 ** 53]]).at(-1)).toBe('about 9,007,199,254,740,992');
  });

  test('times are UTC, and may be missing', () => {
    expect([timeText(1_767_225_600), timeText(null)]).toEqual(['2026-01-01T00:00:00Z', '-']);
  });
});
