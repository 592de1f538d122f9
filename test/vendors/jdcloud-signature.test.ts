import { describe, expect, test } from 'vitest';
import { prefersEnglish } from '../../src/vendors/jdcloud/faults.ts';
import { authenticate, jdSignature, signatureDays } from '../../src/vendors/jdcloud/signature.ts';
import { fakeAccount, fakeAccounts } from '../support/fake-accounts.ts';

const NOW = Date.parse('2016-10-23T12:00:00+08:00');
const user = (secretKey: string) => ({ api: 'jdcloud', username: 'jcloud_00', secretKey }) as const;
const acme = fakeAccount({ id: 'acme', credentials: [user('old key'), user('e7a31b1c5ea0efa9aa2f29c6559f7d61')] });
const accounts = fakeAccounts([acme]);

describe("JD's signature", () => {
  test("of the documented input is the documented algorithm's", () => {
    const signature = jdSignature('20161023', 'jcloud_00', 'e7a31b1c5ea0efa9aa2f29c6559f7d61');
    expect(signature).toBe('a35685491fd80a80b40a718c3a5c5c56');
  });

  test.each(['old key', 'e7a31b1c5ea0efa9aa2f29c6559f7d61'])("may be made with any of the user's keys: %s", (key) => {
    expect(authenticate(accounts, 'jcloud_00', jdSignature('20161023', 'jcloud_00', key), NOW)).toBe(acme);
  });

  test('may be written in capitals', () => {
    const signature = jdSignature('20161023', 'jcloud_00', 'old key').toUpperCase();
    expect(authenticate(accounts, 'jcloud_00', signature, NOW)).toBe(acme);
  });

  test('of yesterday is wrong at noon, and a user nobody knows is told apart', () => {
    const signature = jdSignature('20161022', 'jcloud_00', 'old key');
    expect(() => authenticate(accounts, 'jcloud_00', signature, NOW)).toThrow('status 7');
    expect(() => authenticate(accounts, 'jcloud_01', signature, NOW)).toThrow('status 20');
  });

  test.each([
    ['Asia/Shanghai', '2016-10-22T23:49:59+08:00', ['20161022']],
    ['Asia/Shanghai', '2016-10-22T23:50:00+08:00', ['20161022', '20161023']],
    ['Asia/Shanghai', '2016-10-23T00:09:59+08:00', ['20161022', '20161023']],
    ['Asia/Shanghai', '2016-10-23T00:10:00+08:00', ['20161023']],
    ['America/New_York', '2016-10-23T12:00:00+08:00', ['20161022', '20161023']],
  ])('in %s at %s carries the day %s', (zone, now, days) => {
    expect(signatureDays(zone, Date.parse(now))).toEqual(days);
  });
});

describe('the language of a fault', () => {
  test.each([
    ['', false],
    ['en', true],
    ['en-US,en;q=0.9', true],
    ['zh-CN,zh;q=0.9,en;q=0.8', false],
    ['en;q=0.5, zh;q=0.4', true],
    ['fr', false],
    ['en;q=0', false],
    ['*', false],
  ])('of "%s" is English: %s', (header, english) => {
    expect(prefersEnglish(header)).toBe(english);
  });
});
