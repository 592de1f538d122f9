import { afterEach, beforeEach, expect, test } from 'vitest';
import { Rig } from './rig.ts';
import { START, text, textOf } from './truth.ts';
import { VirtualDisk } from './virtual-disk.ts';

let rig: Rig;
let log: string;

beforeEach(() => {
  rig = new Rig(new VirtualDisk(() => rig?.now ?? 0), { segmentBytes: 100_000 });
  log = rig.path('x.log');
});
afterEach(() => rig.close());

const line = (second: number) => textOf({ host: 'a.com', second: START + second, bytes: 1 });
const sent = () => rig.server.batches.length;

test('a minute is sent ten seconds after it began', async () => {
  rig.disk.append(log, line(0));
  await rig.look(0);
  await rig.look(9);
  expect(sent()).toBe(0);
  await rig.look(1);
  expect(sent()).toBe(1);
});

test('a row that merely grows is sent a minute after its last sending', async () => {
  rig.disk.append(log, line(0));
  await rig.look(0);
  await rig.look(10);
  rig.disk.append(log, line(1));
  for (let i = 0; i < 59; i++) await rig.look(1);
  expect(sent()).toBe(1);
  await rig.look(1);
  expect(sent()).toBe(2);
});

test('a new minute does not wait for that', async () => {
  rig.disk.append(log, line(0));
  await rig.look(0);
  await rig.look(10);
  rig.disk.append(log, line(60));
  await rig.look(1);
  await rig.look(10);
  expect(sent()).toBe(2);
});

test('nothing is sent where nothing has changed', async () => {
  rig.disk.append(log, line(0));
  await rig.settle();
  for (let i = 0; i < 300; i++) await rig.look(1);
  expect(sent()).toBe(1);
});

test('a closed segment is sent at once, and carries only what was not acknowledged', async () => {
  rig.disk.append(log, text(0, 40));
  await rig.settle();
  rig.disk.append(log, text(40, 4000));
  await rig.look(0);
  expect(sent()).toBe(2);
  const [, { segments }] = rig.server.batches as [unknown, (typeof rig.server.batches)[0]];
  expect(segments[0]!.bytes).toBeGreaterThanOrEqual(100_000);
  expect(segments[0]!.rows.minute.every((minute) => minute >= START + 60)).toBe(true); // 40 lines reach into the second minute
});

test('a clock that was set back keeps nothing waiting', async () => {
  rig.disk.append(log, line(0));
  await rig.look(0);
  await rig.look(-7200);
  expect(sent()).toBe(1);
});

test('a parcel that could not be delivered is due again, with what has come since', async () => {
  rig.disk.append(log, text(0, 3));
  await rig.follower.round(rig.now, 2 ** 20);
  const first = rig.follower.takeDue(rig.now, true)!;
  expect(rig.follower.takeDue(rig.now, true)).toBeUndefined(); // one is out
  rig.follower.returned(first);
  rig.disk.append(log, text(3, 5));
  await rig.follower.round(rig.now, 2 ** 20);
  const second = rig.follower.takeDue(rig.now)!;
  expect([first, second].map(({ batch }) => batch.segments[0]!.lines)).toEqual([3, 5]);
});

test('an acknowledgement that comes after the segment has closed acknowledges nothing of the next one', async () => {
  rig.disk.append(log, text(0, 3500)); // 91,000 bytes of 100,000
  await rig.follower.round(rig.now, 2 ** 20);
  const open = rig.follower.takeDue(rig.now, true)!;
  rig.disk.append(log, text(3500, 4010));
  await rig.follower.round(rig.now, 2 ** 20);
  await rig.driver.send(open.batch);
  rig.follower.acknowledged(open);
  await rig.settle();
  const cells = await rig.stored();
  expect([...cells.values()].reduce((sum, { requests }) => sum + requests, 0)).toBe(4010);
});

test('segments of several logs may be out at a time, never two of one log', async () => {
  const other = rig.path('other.log');
  rig.disk.append(log, text(0, 3));
  rig.disk.append(other, text(3, 6));
  await rig.follower.round(rig.now, 2 ** 20);
  const parcels = [rig.follower.takeDue(rig.now, true)!, rig.follower.takeDue(rig.now, true)!];
  expect(new Set(parcels.map(({ batch }) => batch.path))).toEqual(new Set([log, other]));
  rig.disk.append(log, text(6, 9));
  await rig.follower.round(rig.now, 2 ** 20);
  expect(rig.follower.takeDue(rig.now, true)).toBeUndefined();
  for (const parcel of parcels) rig.follower.acknowledged(parcel);
  expect(rig.follower.takeDue(rig.now, true)?.batch.path).toBe(log);
  expect(() => rig.follower.acknowledged(parcels[0]!)).toThrow('this parcel is not out');
});
