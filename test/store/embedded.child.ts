import { openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { StoreError, type UsageStore } from '../../src/usage/usage-store.ts';
import { MINUTE_0, storedSegment } from '../support/stored-segments.ts';

/**
 * The process that embedded.test.ts starts, kills and looks into: `child.mjs ROLE FOLDER`. It prints one line an event.
 */
const roles: Record<string, (store: UsageStore) => Promise<void>> = {
  /** Says that it has the folder, and keeps it. */
  async hold() {
    console.log('open');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  },
  /** One segment after the other, each acknowledged on a line of its own. */
  async 'put-forever'(store) {
    for (let i = 1; ; i++) {
      await store.put([numberedSegment(i)]);
      console.log(`acknowledged ${i}`);
    }
  },
  /** Run where files may not grow beyond 1 MiB: the second put does not fit. */
  async 'put-too-much'(store) {
    process.on('SIGXFSZ', () => {}); // so that a write over the limit fails instead of ending the process
    await store.put([numberedSegment(1)]);
    console.log(await store.put([largeSegment()]).then(() => 'stored', reasonOf));
    const spans = [{ domain: 'www.a.com', start: MINUTE_0, end: MINUTE_0 + 300 }];
    const rows = await store.buckets({ spans, step: 300, counters: ['bytes'], merged: false });
    console.log(`readable ${rows.counters.bytes![0]} with ${(await store.ledger()).length} entry`);
    await store.put([numberedSegment(2)]);
    console.log(`writable, ${(await store.ledger()).length} entries`);
    await store.close();
  },
};

/** Segment i says i bytes in the first minute, and touches a day of its own. */
function numberedSegment(i: number) {
  return storedSegment(`segment ${i}`, 10, [
    { domain: 'www.a.com', minute: MINUTE_0, bytes: i },
    { domain: 'www.a.com', minute: MINUTE_0 + 86_400 * (1 + (i % 3)), bytes: i },
  ]);
}

function largeSegment() {
  const minutes = Array.from({ length: 20_000 }, (_, i) => MINUTE_0 + 60 * i);
  return storedSegment(
    'large',
    10,
    minutes.map((minute) => ({ domain: 'www.a.com', minute, bytes: 1 })),
  );
}

function reasonOf(error: unknown): string {
  return error instanceof StoreError ? `${error.reason}: ${error.message}` : `not a StoreError: ${error}`;
}

const [role, path] = process.argv.slice(2);
try {
  await roles[role!]!(await openEmbeddedStore({ path: path! }));
} catch (error) {
  console.log(reasonOf(error));
}
