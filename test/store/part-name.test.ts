import { describe, expect, test } from 'vitest';
import { isCovered, type PartName, parsePartName } from '../../src/store/part-name.ts';

describe('the name of a part says which inserts are in it', () => {
  test.each<[string, PartName | undefined]>([
    ['20261121_3_17_2', { partition: '20261121', first: 3, last: 17 }],
    ['all_1_1_0', { partition: 'all', first: 1, last: 1 }],
    ['broken-on-start_20261121_3_17_2', { partition: '20261121', first: 3, last: 17 }],
    ['broken-on-start_20261121_3_17_2_try3', { partition: '20261121', first: 3, last: 17 }],
    ['20261121', undefined],
  ])('%s', (name, parsed) => {
    expect(parsePartName(name)).toEqual(parsed);
  });
});

describe('a merged part is covered by parts with its first and its last insert', () => {
  const parts = (...names: string[]) => names.map((name) => parsePartName(name)!);
  test.each<[string, PartName[], boolean]>([
    ['all of them', parts('all_1_1_0', 'all_2_2_0', 'all_3_3_0'), true],
    ['the first and the last, the one between went to another partition', parts('all_1_1_0', 'all_3_3_0'), true],
    ['merged ones', parts('all_1_2_1', 'all_3_3_0'), true],
    ['merged again, with later ones', parts('all_1_7_2'), true],
    ['not without the first', parts('all_2_2_0', 'all_3_3_0'), false],
    ['not without the last', parts('all_1_1_0', 'all_2_2_0'), false],
    ['not by another partition', parts('other_1_1_0', 'other_3_3_0'), false],
    ['not by what came later', parts('all_4_4_0'), false],
    ['not by nothing', [], false],
  ])('%s', (_name, others, covered) => {
    expect(isCovered(parsePartName('all_1_3_1')!, others)).toBe(covered);
  });
});
