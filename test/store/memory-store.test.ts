import { memoryStore } from '../support/memory-store.ts';
import { usageStoreSuite } from './usage-store.suite.ts';

usageStoreSuite('the model in memory', async () => {
  const store = memoryStore();
  return { store, reopen: async () => store, dispose: async () => {} };
});
