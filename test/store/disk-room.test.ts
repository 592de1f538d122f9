import { expect, test } from 'vitest';
import { requireRoom, reserveBytes } from '../../src/store/disk-room.ts';
import { NoRoomError } from '../../src/usage/no-room.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

test.each([
  ['a small volume keeps 24 MiB', 100 * MIB, 24 * MIB],
  ['2 % of 10 GiB', 10 * GIB, Math.ceil(10 * GIB * 0.02)],
  ['a large volume keeps 512 MiB', 4096 * GIB, 512 * MIB],
])('%s', (_name, volume, reserve) => {
  expect(reserveBytes(volume)).toBe(reserve);
});

test('what no disk has is refused, in words without a path', async () => {
  const refused = await requireRoom('.', 2 ** 60).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(NoRoomError);
  expect((refused as NoRoomError).message).toMatch(
    /^the store's disk is nearly full: \d+ MiB are free, \d+ MiB are needed/,
  );
});

test('what the disk has is granted', () => requireRoom('.', 1));

test('a folder that is gone is unavailable', async () => {
  await expect(requireRoom('/nowhere/at/all', 1)).rejects.toMatchObject({ reason: 'unavailable' });
});
