import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/ingest/ledger.ts';
import { markDays } from '../../src/repair/mark-days.ts';
import { memoryStore } from '../support/memory-store.ts';
import { hexOf, storedSegment } from '../support/stored-segments.ts';

const DAY = 86_400;
const days = new Map([
  [10, 100],
  [11, 90],
  [12, 100],
]);

async function opened() {
  const store = memoryStore();
  await store.put([storedSegment('s', 100, [], { days }), storedSegment('t', 7, [], { days: new Map([[11, 7]]) })]);
  return { store, ledger: await Ledger.load(store), settled: async () => {} };
}

describe('the days of removed rows', () => {
  test('get the next version, in the ledger and in the store, those of the range only', async () => {
    const marking = await opened();
    await markDays([hexOf('s')], { from: 11 * DAY, to: 12 * DAY }, marking);
    const marked = new Map([...days, [11, 91]]);
    expect(marking.ledger.get(hexOf('s'))!.days).toEqual(marked);
    const stored = await marking.store.ledger();
    expect(stored.map(({ days }) => days)).toEqual([marked, new Map([[11, 7]])]);
  });

  test('a range that only begins or ends within a day touches it', async () => {
    const marking = await opened();
    await markDays([hexOf('s')], { from: 11 * DAY - 60, to: 12 * DAY + 60 }, marking);
    expect([...marking.ledger.get(hexOf('s'))!.days.values()]).toEqual([101, 91, 101]);
  });

  test('are marked again when a log that grew meanwhile has written the entry without the mark', async () => {
    const marking = await opened();
    const grown = storedSegment('s', 200, [], { days: new Map([...days, [12, 200]]) }).entry;
    let settles = 0;
    const settled = async () => {
      if (settles++ > 0) return;
      await marking.store.put([{ ...storedSegment('s', 200, []), entry: grown }]);
      marking.ledger.record(grown);
    };
    await markDays([hexOf('s')], { from: 11 * DAY, to: 13 * DAY }, { ...marking, settled });
    const [entry] = (await marking.store.ledger()).filter(({ segment }) => segment === hexOf('s'));
    expect(entry).toMatchObject({ bytes: 200, days: new Map([...days, [11, 91], [12, 200]]) });
  });

  test('a segment that the ledger does not have is no obstacle', async () => {
    const marking = await opened();
    await markDays([hexOf('unknown')], { from: 0, to: 20 * DAY }, marking);
    expect(await marking.store.ledger()).toHaveLength(2);
  });
});
