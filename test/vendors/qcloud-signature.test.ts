import { describe, expect, test } from 'vitest';
import { readParams } from '../../src/vendors/qcloud/params.ts';
import { authenticate, dotted, signatureOf, signedText } from '../../src/vendors/qcloud/signature.ts';
import type { ApiRequest } from '../../src/vendors/vendor.ts';
import { fakeAccount, fakeAccounts } from '../support/fake-accounts.ts';
import { apiRequest } from './sign.ts';

const CDN_KEY = 'pxPgRWDbCy86ZYyqBTDk7WmeRZSmPco0';
const CVM_KEY = 'Gu5t9xGARNpq86cd98joQYCN3Cozk1qA';
const CDN_QUERY =
  'Action=DescribeCdnHosts&Nonce=13029&SecretId=AKIDT8G5AsY1D3MChWooNq1rFSw1fyBVCX9D&Timestamp=1463122059&limit=10&offset=0';
const CDN_QUERY_SHA256 =
  'Action=DescribeCdnHosts&Nonce=48059&SecretId=AKIDT8G5AsY1D3MChWooNq1rFSw1fyBVCX9D&SignatureMethod=HmacSHA256&Timestamp=1502197934&limit=10&offset=0';
const CVM_QUERY = (rest: string): string =>
  `Action=DescribeInstances&Nonce=11886&Region=gz&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA${rest}&Timestamp=1465185768&instanceIds.0=ins-09dx96dg&limit=20&offset=0`;
const CVM_QUERY_2 = (rest: string): string =>
  `Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA${rest}&Timestamp=1465185768`;

describe("Tencent's signature", () => {
  test.each([
    ['GET', 'cdn.api.qcloud.com', CDN_KEY, CDN_QUERY, 'bWMMAR1eFGjZ5KWbfxTlBiLiNLc='],
    ['POST', 'cdn.api.qcloud.com', CDN_KEY, CDN_QUERY, 'i/KcLp6VaOtUmVtT0dqtLpKJOkg='],
    ['GET', 'cdn.api.qcloud.com', CDN_KEY, CDN_QUERY_SHA256, 'b/HlnO7vWEtR/kf21BvF0fX4vGmIThwWxlaD5GQtlSM='],
    [
      'GET',
      'cvm.api.qcloud.com',
      CVM_KEY,
      CVM_QUERY('&SignatureMethod=HmacSHA256'),
      'PSWUwVv4TfW2sQP1FT9KbbLjIZ9bmK8f1cL6fbpf3KI=',
    ],
    ['GET', 'cvm.api.qcloud.com', CVM_KEY, CVM_QUERY(''), 'NSI3UqqD99b/UJb4tbG/xZpRW64='],
    [
      'GET',
      'cvm.api.qcloud.com',
      CVM_KEY,
      CVM_QUERY_2('&SignatureMethod=HmacSHA256'),
      '0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=',
    ],
    ['GET', 'cvm.api.qcloud.com', CVM_KEY, CVM_QUERY_2('&SignatureMethod=HmacSHA1'), 'nPVnY6njQmwQ8ciqbPl5Qe+Oru4='],
  ])("%s %s, the vendor's published vectors", (method, host, key, query, signature) => {
    const params = new Map([...new URLSearchParams(query)].reverse());
    expect(signedText(method, host, '/v2/index.php', params)).toBe(`${method}${host}/v2/index.php?${query}`);
    expect(signatureOf(signedText(method, host, '/v2/index.php', params), key, params.get('SignatureMethod'))).toBe(
      signature,
    );
  });

  test('sorts names by bytes, capitals first and 10 before 2, before it writes dots for underscores', () => {
    const params = new Map(['hosts.2', 'a_b', 'hosts.10', 'B', 'a.c', 'Signature'].map((name) => [name, 'x']));
    expect(signedText('GET', 'h', '/', params)).toBe('GETh/?B=x&a.c=x&a.b=x&hosts.10=x&hosts.2=x');
    expect(dotted('_a_b')).toBe('_a_b');
  });
});

const acme = fakeAccount({
  id: 'acme',
  credentials: [{ api: 'qcloud', secretId: 'AKIDEXAMPLE', secretKey: 'SECRETEXAMPLE' }],
});
const accounts = fakeAccounts([acme]);
const signer = async (request: ApiRequest) => authenticate(accounts, request, await readParams(request)).account;
const FORM = 'application/x-www-form-urlencoded';

describe('requests as real clients send them', () => {
  const host = '127.0.0.1:37273';
  const common =
    'Region=&SecretId=AKIDEXAMPLE&Timestamp=1795260191&Nonce=20991&RequestClient=SDK_NODEJS_0.2.1&Action=GetCdnOriginStat&startDate=2017-08-12%2001%3A00%3A01&endDate=2017-08-15%2002%3A04%3A02&hosts.0=www.test.com&hosts.1=%E4%B8%AD%E6%96%87.example.com&projects.0=0&statType=flux';

  test('qcloudapi-sdk, a POST with SHA-1', async () => {
    const body = `${common}&Signature=6uyMKPbbaTKu8jgijoMph%2FxaliE%3D`;
    const request = apiRequest({
      method: 'POST',
      path: '/v2/index.php',
      headers: { host, 'content-type': FORM },
      body,
    });
    expect(await signer(request)).toBe(acme);
  });

  test('qcloudapi-sdk, a GET with SHA-256', async () => {
    const query = `${common.replace('20991', '13791')}&SignatureMethod=HmacSHA256&Signature=M3uojKsCKLxIrk1JlGHVNbKN2QoD1GxUrtA7ciNvVpM%3D`;
    expect(await signer(apiRequest({ method: 'GET', path: '/v2/index.php', query, headers: { host } }))).toBe(acme);
  });

  const spaced =
    'Action=GetCdnOriginStat&Timestamp=1795260266&Nonce=928885&SecretId=AKIDEXAMPLE&Signature=doxN7KTXCpCVXgfccf59UJn8lPs%3D&startDate=2017-08-12 01:00:01&endDate=2017-08-15 02:04:02&hosts.0=www.test.com&projects.0=0&statType=flux';

  test('qcloud-cdn-node-sdk, a form with raw spaces', async () => {
    const headers = { host: 'cdn.api.qcloud.com', 'content-type': FORM };
    expect(await signer(apiRequest({ method: 'POST', path: '/v2/index.php', headers, body: spaced }))).toBe(acme);
  });

  test('the same through a proxy that changes the Host, and with + for a space', async () => {
    const body = spaced.replaceAll(' ', '+');
    expect(await signer(apiRequest({ method: 'POST', path: '/v2/index.php', headers: { host }, body }))).toBe(acme);
  });

  test('a changed value, a removed parameter or another method is no longer signed', async () => {
    const post = (body: string) => signer(apiRequest({ method: 'POST', path: '/v2/index.php', body }));
    await expect(post(spaced.replace('flux', 'bandwidth'))).rejects.toThrow('身份认证失败');
    await expect(post(spaced.replace('&projects.0=0', ''))).rejects.toThrow('身份认证失败');
    await expect(signer(apiRequest({ method: 'GET', path: '/v2/index.php', query: spaced }))).rejects.toThrow();
  });

  test.each([
    ['as dots', 'a.b=1'],
    ['as they are', 'a_b=1'],
  ])('underscores in names may be signed %s', async (_, pair) => {
    const text = `GETcdn.api.qcloud.com/v2/index.php?SecretId=AKIDEXAMPLE&${pair}`;
    const signature = encodeURIComponent(signatureOf(text, 'SECRETEXAMPLE', undefined));
    const query = `SecretId=AKIDEXAMPLE&a_b=1&Signature=${signature}`;
    expect(await signer(apiRequest({ method: 'GET', path: '/v2/index.php', query }))).toBe(acme);
  });
});
