import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/store/embedded-store.ts';
import { type OpenedStore, usageStoreSuite } from './usage-store.suite.ts';

usageStoreSuite('the embedded store (chdb)', openInTemporaryFolder);

async function openInTemporaryFolder(): Promise<OpenedStore> {
  const folder = await mkdtemp(join(tmpdir(), "weir store's "));
  let store = await openEmbeddedStore({ path: folder });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openEmbeddedStore({ path: folder });
      return store;
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
