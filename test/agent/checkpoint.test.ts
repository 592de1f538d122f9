import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Checkpoint, readCheckpoint } from '../../src/agent/checkpoint.ts';

const GOOD: Checkpoint = {
  version: 1,
  node: 'edge-1',
  files: [{ id: '1:2', size: 3, modifiedNs: '17', stream: 'ab', bytes: 3, isCompressed: false }],
  streams: [
    { stream: 'ab', offset: 0 },
    { stream: 'cd', offset: 7, columns: '#Fields: x' },
  ],
};

test('a checkpoint comes back from JSON as it was, for its own node only', () => {
  const saved: unknown = JSON.parse(JSON.stringify(GOOD));
  expect(readCheckpoint(saved, 'edge-1')).toEqual(GOOD);
  expect(readCheckpoint(saved, 'edge-2')).toBeUndefined();
});

test('whatever else stands in the file is done without, and never throws', () => {
  const wrong = [
    undefined,
    null,
    1,
    'x',
    [],
    {},
    { ...GOOD, version: 2 },
    { ...GOOD, files: null },
    { ...GOOD, streams: [null] },
  ];
  for (const saved of wrong) expect(readCheckpoint(saved, 'edge-1')).toBeUndefined();
  const members = ['id', 'size', 'modifiedNs', 'stream', 'bytes', 'isCompressed'];
  for (const member of members) {
    const files = [{ ...GOOD.files[0], [member]: null }];
    expect(readCheckpoint({ ...GOOD, files }, 'edge-1'), member).toBeUndefined();
  }
  expect(readCheckpoint({ ...GOOD, streams: [{ stream: 'ab', offset: -1 }] }, 'edge-1')).toBeUndefined();
  fc.assert(fc.property(fc.anything(), (saved) => readCheckpoint(saved, 'edge-1') === undefined));
});
