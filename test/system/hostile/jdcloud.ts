import { wallText } from '../../support/expected-answers.ts';
import { END, START } from '../../support/sample-server.ts';
import { jdBody } from '../../support/signed-requests.ts';
import { type Case, http, MB, names } from './case.ts';

const EXCEPTION = /"status":-1,"msg"/;
const jd = (body: unknown, fields = '') =>
  http('POST /api/flow', fields, typeof body === 'string' ? body : JSON.stringify(body));
const jdCase = (name: string, body: () => unknown, says: RegExp): Case => ({
  name,
  bytes: () => jd(body()),
  status: 200,
  says,
});
const good = { domain: 'www.a.com', start_time: wallText(START).slice(0, 16), end_time: wallText(END).slice(0, 16) };

export const jdcloud: Case[] = [
  jdCase('ten megabytes', () => 'a'.repeat(10 * MB), EXCEPTION),
  jdCase('no JSON', () => 'domain=www.a.com', EXCEPTION),
  jdCase('half a JSON', () => '{"username":', EXCEPTION),
  jdCase('a list', () => '[1,2]', EXCEPTION),
  jdCase('a list, half a million deep', () => '['.repeat(500_000), EXCEPTION),
  jdCase('a value, 400,000 deep', () => `{"username":${'['.repeat(4e5)}${']'.repeat(4e5)}}`, /"status":3,/),
  jdCase('invalid UTF-8 and NULs', () => '{"username":"\xff\0"}', EXCEPTION),
  jdCase(
    'keys that pollute',
    () => '{"__proto__":{"username":"test_user"},"constructor":{"prototype":1}}',
    /"status":3,/,
  ),
  jdCase('a user of another type', () => jdBody({ ...good, username: { toString: 1 } }), /"status":3,/),
  jdCase('no signature', () => jdBody({ ...good, signature: '' }), /"status":4,/),
  jdCase('an unknown user', () => jdBody({ ...good, username: "' OR 1=1 --" }), /"status":20,/),
  jdCase('a stale signature', () => jdBody({ ...good, signature: 'a35685491fd80a80b40a718c3a5c5c56' }), /"status":7,/),
  jdCase('a signature of a megabyte', () => jdBody({ ...good, signature: 'f'.repeat(1_000_000) }), /"status":7,/),
  jdCase('a domain of another type', () => jdBody({ ...good, domain: ['www.a.com'] }), /"status":12,/),
  jdCase('another account’s domain', () => jdBody({ ...good, domain: 'www.a.com,other.com' }), /"status":18,/),
  jdCase('100,000 domains of nobody', () => jdBody({ ...good, domain: 'x.nobody,'.repeat(1e5) }), /"status":18,/),
  jdCase('a domain with a NUL', () => jdBody({ ...good, domain: 'x\0.b.com' }), /"status":18,/),
  jdCase(
    'a reversed range',
    () => jdBody({ ...good, start_time: good.end_time, end_time: good.start_time }),
    /"status":19,/,
  ),
  jdCase('a huge range', () => jdBody({ ...good, start_time: '1999-01-01 00:00' }), /"status":44,/),
  jdCase('a day that no calendar has', () => jdBody({ ...good, start_time: '2026-02-30 00:00' }), /"status":14,/),
  jdCase(
    'a time with a megabyte of spaces',
    () => jdBody({ ...good, start_time: `1${' '.repeat(1e6)}2` }),
    /"status":14,/,
  ),
  jdCase(
    '10,000 hosts of a wildcard for a month',
    () => jdBody({ ...good, domain: names(10_000), start_time: wallText(END - 30 * 86_400).slice(0, 16) }),
    /"status":22,/,
  ),
  {
    name: 'in English',
    bytes: () => jd('a'.repeat(10 * MB), 'Accept-Language: en\r\n'),
    status: 200,
    says: /"msg":"Interface Calling Exception"/,
  },
];
