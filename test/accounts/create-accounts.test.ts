import { expect, test } from 'vitest';
import type { Account, Credential } from '../../src/accounts/accounts.ts';
import { createAccounts } from '../../src/accounts/create-accounts.ts';

function account(id: string, credentials: readonly Credential[]): Account {
  return { id, timeZone: 'UTC', projects: [], domains: [], credentials, contracts: [] };
}

const one = account('one', [
  { api: 'weir', token: 't1' },
  { api: 'jdcloud', username: 'u', secretKey: 'old' },
  { api: 'jdcloud', username: 'u', secretKey: 'new' },
]);
const two = account('two', [
  { api: 'weir', token: 't2' },
  { api: 'huaweicloud', projectId: 'p', token: 'x' },
]);
const accounts = createAccounts([one, two], [{ name: 'ops', token: 'o' }]);

test("the identities of an api are every account's credentials of it, in the config's order", () => {
  expect(accounts.identities('weir').map(({ account: { id }, credential }) => [id, credential.token])).toEqual([
    ['one', 't1'],
    ['two', 't2'],
  ]);
  expect(accounts.identities('jdcloud').map(({ credential }) => credential.secretKey)).toEqual(['old', 'new']);
  expect(accounts.identities('huaweicloud').map(({ account: owner }) => owner)).toEqual([two]);
  expect(accounts.identities('qcloud')).toEqual([]);
});

test('accounts and operators are the ones given', () => {
  expect(accounts.accounts).toEqual([one, two]);
  expect(accounts.operators).toEqual([{ name: 'ops', token: 'o' }]);
});
