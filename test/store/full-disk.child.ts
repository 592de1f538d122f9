import { openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { StoreError } from '../../src/usage/usage-store.ts';
import { MINUTE_0, storedSegment } from '../support/stored-segments.ts';

/** Stores one segment after the other, whatever the disk does, and prints what became of each: `child.mjs FOLDER`. */
const store = await openEmbeddedStore({ path: process.argv[2]! });
for (let i = 1; ; i++) {
  try {
    await store.put([numberedSegment(i)]);
    console.log(`acknowledged ${i}`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    console.log(`refused ${i}: ${error.message}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A host of its own with i bytes on each of three days, so that every put writes several parts. */
function numberedSegment(i: number) {
  const days = [0, 1, 2].map((day) => MINUTE_0 + 86_400 * day);
  return storedSegment(
    `segment ${i}`,
    10,
    days.map((minute) => ({ domain: `host-${i}.com`, minute, bytes: i })),
  );
}
