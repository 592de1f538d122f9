import { expect, test } from 'vitest';
import { createJdcloud } from '../../src/vendors/jdcloud/index.ts';
import { jdSignature } from '../../src/vendors/jdcloud/signature.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';
import { fakeAskLive } from '../support/fake-live.ts';
import { fakeAsk } from '../support/fake-usage.ts';
import { textOf } from './answer-text.ts';
import { apiRequest } from './sign.ts';

const NOW = Date.parse('2016-10-23T12:00:00+08:00');
const accounts = fakeAccounts([
  fakeAccount({
    id: 'acme',
    domains: [fakeClaim('www.a.com')],
    credentials: [{ api: 'jdcloud', username: 'u', secretKey: 'k' }],
  }),
]);

// Everything is wrong at first; each line repairs the fault that was told, so the next one in the order comes out.
const REPAIRS: [status: number, repair: Record<string, string>][] = [
  [3, { username: 'x' }],
  [4, { signature: 'x' }],
  [20, { username: 'u' }],
  [7, { signature: jdSignature('20161023', 'u', 'k') }],
  [12, { domain: 'www.b.com' }],
  [18, { domain: 'www.a.com' }],
  [13, { start_time: '2016-10-23 12:00' }],
  [14, { end_time: '2016-10-01 00:00' }],
  [19, { start_time: '2016-08-01 00:00' }],
  [44, { start_time: '2016-09-30 23:00' }],
  [0, {}],
];

test.each(['/api/origin_ratio', '/api/live/bandwidth_flow'])('%s tells faults in one order', async (path) => {
  const told: number[] = [];
  let request: Record<string, string> = { username: ' ', signature: '', domain: ' ', start_time: '', end_time: 'soon' };
  for (const [, repair] of REPAIRS) {
    const body = JSON.stringify(request);
    const context = { accounts, now: NOW, askLive: fakeAskLive(accounts), ask: fakeAsk(accounts, []) };
    const answer = await createJdcloud().answer(apiRequest({ method: 'POST', path, body }), context, () => {});
    told.push(JSON.parse(textOf(answer.body)).status);
    request = { ...request, ...repair };
  }
  expect(told).toEqual(REPAIRS.map(([status]) => status));
});
