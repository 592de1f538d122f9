import { END, SECRETS, START } from '../../support/sample-server.ts';
import { HUAWEI_PATH, huaweiHeaders } from '../../support/signed-requests.ts';
import { type Case, http, MB } from './case.ts';

const token = `X-Auth-Token: ${SECRETS.huaweicloudToken}\r\n`;
const iso = (at: number) => new Date(at * 1000).toISOString().replace('.000', '');
const range = `start_time=${iso(START)}&end_time=${iso(END)}`;
const gateway = (status: number, says: RegExp, name: string, bytes: () => Uint8Array): Case => ({
  name,
  bytes,
  status,
  says,
});
const withToken = (query: string, path = HUAWEI_PATH) => http(`GET ${path}?${query}`, token);
const refused = (name: string, query: string) => gateway(400, /"LIVE.100011001"/, name, () => withToken(query));
const headersOf = (headers: Record<string, string>) =>
  Object.entries(headers)
    .filter(([name]) => name !== 'host')
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

export const huaweicloud: Case[] = [
  gateway(413, /"APIGW.0201"/, 'ten megabytes', () => http(`GET ${HUAWEI_PATH}`, token, 'a'.repeat(10 * MB))),
  gateway(400, /"APIGW.0201"/, 'a path that cannot be decoded', () => http('GET /v1/%zz/stream/traffic', token)),
  gateway(404, /"APIGW.0101"/, 'a path with dots', () => http('GET /v1/../v1/x', token)),
  gateway(404, /"APIGW.0101"/, 'another method', () => http(`DELETE ${HUAWEI_PATH}`, token)),
  gateway(401, /"APIGW.0301"/, 'no token', () => http(`GET ${HUAWEI_PATH}`)),
  gateway(401, /"APIGW.0301"/, 'a wrong token', () => http(`GET ${HUAWEI_PATH}`, 'X-Auth-Token: \xff\xfe\r\n')),
  gateway(401, /"APIGW.0301"/, 'two tokens', () => http(`GET ${HUAWEI_PATH}`, `${token}${token}`)),
  gateway(401, /"APIGW.0301"/, 'headers that pollute', () =>
    http(
      `GET ${HUAWEI_PATH}`,
      '__proto__: x\r\nconstructor: y\r\nAuthorization: SDK-HMAC-SHA256 Access=AKSAMPLE, SignedHeaders=__proto__;constructor;x-sdk-date, Signature=00\r\n',
    ),
  ),
  gateway(401, /canonicalRequest:GET\|.*"APIGW.0301"/, 'a signature of another question', () =>
    http(`GET ${HUAWEI_PATH}?${range}`, headersOf(huaweiHeaders('http://x', 'step=5'))),
  ),
  gateway(401, /"LIVE.100011015"/, 'another project', () => withToken(range, '/v1/other/stream/traffic')),
  gateway(401, /"LIVE.100011015"/, 'a project of 5,000 letters', () =>
    withToken(range, `/v1/${'a'.repeat(5000)}/stream/traffic`),
  ),
  refused('invalid escapes', 'domain=%zz%ff%00'),
  refused('another account’s domain', `${range}&domain=other.com`),
  refused('a parameter twice', `${range}&step=5&step=1440`),
  refused('a reversed range', `start_time=${iso(END)}&end_time=${iso(START)}`),
  refused('a huge range', `start_time=${iso(END - 91 * 86_400)}&end_time=${iso(END)}`),
  refused('a time long ago', 'start_time=0001-01-01T00:00:00Z'),
  refused('a step that no day has', `${range}&step=7`),
  refused('a step that is infinite', `${range}&step=1e999`),
];
