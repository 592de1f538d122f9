import { wallText } from '../../support/expected-answers.ts';
import { END, START } from '../../support/sample-server.ts';
import { qcloudParams } from '../../support/signed-requests.ts';
import { type Case, http, MB, names } from './case.ts';

const question = { startDate: wallText(START), endDate: wallText(END), statType: 'flux' };
const form = (params: Record<string, string>) => new URLSearchParams(params).toString();
const signed = (params: Record<string, string> = {}) => qcloudParams('POST', 'http://x', { ...question, ...params });
const tencent = (body: string, type = 'application/x-www-form-urlencoded') =>
  http('POST /v2/index.php', `Content-Type: ${type}\r\n`, body);
const qcloudCase = (name: string, bytes: () => Uint8Array, says: RegExp): Case => ({ name, bytes, status: 200, says });
const nearly = {
  ...question,
  Action: 'GetCdnOriginStat',
  SecretId: 'AKIDSAMPLE',
  Timestamp: '1',
  Nonce: '1',
  Signature: 'x',
};
const twoHoursAgo = String(Math.floor(Date.now() / 1000) - 7300);

export const qcloud: Case[] = [
  qcloudCase('ten megabytes', () => tencent('a'.repeat(10 * MB)), /"code":4000,.*过大/),
  qcloudCase(
    '300,000 parameters',
    () =>
      tencent(
        `${form(nearly)}${'&a=1'.repeat(5)}${Array.from({ length: 14e4 }, (_, i) => `&${i.toString(36)}=`).join('')}`,
      ),
    /"code":4000,.*10000/,
  ),
  qcloudCase(
    'a list of 400,000',
    () => tencent(`{"hosts":[${'1,'.repeat(4e5)}1]}`, 'application/json'),
    /"code":4000,.*10000/,
  ),
  // what looked for the end of each of these strings took minutes
  qcloudCase(
    'half a million quotes that do not end',
    () => tencent(`{"${'\\"'.repeat(5e5)}`, 'application/json'),
    /"code":4000/,
  ),
  qcloudCase('JSON, half a million deep', () => tencent('{"a":'.repeat(1e5), 'application/json'), /"code":4000/),
  qcloudCase(
    'JSON that pollutes',
    () => tencent('{"__proto__":{"Action":"GetCdnOriginStat"}}', 'application/json'),
    /"code":4000,.*Action/,
  ),
  qcloudCase('multipart without a boundary', () => tencent('a', 'multipart/form-data'), /"code":4000/),
  qcloudCase(
    'multipart that never begins',
    () => tencent('-'.repeat(MB - 1), `multipart/form-data; boundary=${'-'.repeat(60)}`),
    /"code":4000/,
  ),
  qcloudCase('invalid escapes, UTF-8 and NULs', () => tencent('%zz=%ff&\0=%00&=&&==&a'), /"code":4000,.*Action/),
  qcloudCase('no parameters', () => http('GET /v2/index.php'), /"code":4000,.*Action/),
  qcloudCase('an unknown SecretId', () => tencent(form({ ...signed(), SecretId: 'AKIDNOBODY' })), /"code":4100/),
  qcloudCase('a wrong signature', () => tencent(form({ ...signed(), statType: 'bandwidth' })), /"code":4100/),
  qcloudCase('a signature for GET', () => tencent(form(qcloudParams('GET', 'http://x', question))), /"code":4100/),
  qcloudCase('a stale Timestamp', () => tencent(form(signed({ Timestamp: twoHoursAgo }))), /"code":4500/),
  qcloudCase('a Timestamp that is none', () => tencent(form(signed({ Timestamp: '1e9' }))), /"code":4500/),
  qcloudCase('another Action', () => tencent(form(signed({ Action: 'DeleteCdnHost' }))), /"code":6100/),
  qcloudCase('another account’s host', () => tencent(form(signed({ 'hosts.0': 'other.com' }))), /"code":4000,.*9110/),
  qcloudCase('a project that is not there', () => tencent(form(signed({ 'projects.0': '8' }))), /"code":4000,.*25002/),
  qcloudCase('a project that is no number', () => tencent(form(signed({ 'projects.0': '0x7' }))), /"code":4000,.*9003/),
  qcloudCase(
    'a reversed range',
    () => tencent(form(signed({ startDate: wallText(END), endDate: wallText(START) }))),
    /"code":4000,.*9150/,
  ),
  qcloudCase('a huge range', () => tencent(form(signed({ startDate: '1999-01-01 00:00:00' }))), /"code":4000,.*9150/),
  qcloudCase('another statType', () => tencent(form(signed({ statType: '__proto__' }))), /"code":4000,.*9160/),
  qcloudCase(
    '1,000 hosts of a wildcard for 400 days',
    () =>
      tencent(
        form(
          signed({
            ...Object.fromEntries(
              names(1000)
                .split(',')
                .map((name, i) => [`hosts.${i}`, name]),
            ),
            startDate: wallText(END - 399 * 86_400),
          }),
        ),
      ),
    /"code":4000,.*9162/,
  ),
];

/** A valid question. */
export const signedForm = (): Uint8Array => tencent(form(signed()));
