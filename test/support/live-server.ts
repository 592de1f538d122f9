import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { createServer } from '../../src/http/server.ts';
import type { Settings } from '../../src/http/settings.ts';
import { Ledger } from '../../src/ingest/ledger.ts';
import { Receiver } from '../../src/ingest/receiver.ts';
import { createVendors } from '../../src/vendors/index.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from './fake-accounts.ts';
import type { LiveFact } from './fake-live.ts';
import { liveSegment } from './live-facts.ts';
import { memoryStore } from './memory-store.ts';
import { MINUTE_0 } from './stored-segments.ts';

/** Where the facts end; Unix milliseconds. */
export const NOW = (MINUTE_0 + 7200) * 1000;
export const DOMAINS = ['play.live.com', 'a.stream.com', 'play.other.com', 'nobody.com'];
/** From here on a.stream.com is another account's. */
const SOLD = MINUTE_0 + 3600;

/** A server whose store has these facts, counted by two live servers. */
export async function liveServer(facts: readonly LiveFact[], more: readonly LiveFact[] = []): Promise<FastifyInstance> {
  const acme = fakeAccount({
    id: 'acme',
    domains: [fakeClaim('play.live.com', { service: 'live' }), fakeClaim('*.stream.com', { service: 'live' })],
    credentials: [
      { api: 'weir', token: 'acme-token' },
      { api: 'jdcloud', username: 'u', secretKey: 'k' },
      { api: 'huaweicloud', projectId: 'p', token: 't' },
    ],
  });
  const other = fakeAccount({
    id: 'other',
    domains: [fakeClaim('play.other.com'), fakeClaim('a.stream.com', { from: SOLD })],
    credentials: [{ api: 'weir', token: 'other-token' }],
  });
  const accounts: Accounts = { ...fakeAccounts([acme, other]), operators: [{ name: 'ops', token: 'ops-token' }] };
  const settings: Settings = { accounts, ingest: { nodes: [] }, retention: { fiveMinutesSeconds: 400 * 86_400 } };
  const store = memoryStore();
  await store.put([liveSegment('one', facts), liveSegment('two', more)]);
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds: () => 400 * 86_400 });
  return createServer({ settings: () => settings, store, receiver, vendors: createVendors(), clock: () => NOW });
}

/** Exact integers of any size, as texts: JSON.parse would round them. */
export const exact = (body: string) => JSON.parse(body.replace(/([[:,])(\d+)(?=[,\]}])/g, '$1"$2"'));
