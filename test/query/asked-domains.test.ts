import { describe, expect, test } from 'vitest';
import { askedDomains, foreignDomain } from '../../src/query/asked-domains.ts';
import { fakeAccount, fakeAccounts, fakeClaim } from '../support/fake-accounts.ts';

const acme = fakeAccount({ id: 'acme', domains: [fakeClaim('www.a.com'), fakeClaim('*.b.com')] });
const other = fakeAccount({ id: 'other', domains: [fakeClaim('www.other.com')] });
const accounts = fakeAccounts([acme, other]);

describe('askedDomains', () => {
  test('writes names as the meter does, and keeps the first of repeated names', () => {
    expect(askedDomains([' b.com', 'WWW.A.com', '', 'b.com ', 'www.a.com'])).toEqual(['b.com', 'www.a.com']);
  });
});

describe('foreignDomain', () => {
  test("finds nothing among the account's own names, wildcards included", () => {
    expect(foreignDomain(accounts, acme, ['www.a.com', 'x.y.b.com'])).toBeUndefined();
  });

  test.each([
    'www.other.com',
    'www.nobody.com',
    'b.com',
    'x y.b.com',
    'x/y.b.com',
    '__proto__',
    `${'x'.repeat(250)}.b.com`,
  ])('finds %s', (host) => {
    expect(foreignDomain(accounts, acme, ['www.a.com', host])).toBe(host);
  });
});
