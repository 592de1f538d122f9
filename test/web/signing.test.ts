import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jdSignature } from '../../src/vendors/jdcloud/signature.ts';
import { base64, hmac, sha256Hex } from '../../web/signing/hashes.ts';
import { canonicalRequest, signHuaweicloud } from '../../web/signing/huaweicloud.ts';
import { signJdcloud } from '../../web/signing/jdcloud.ts';
import { qcloudText, signQcloud } from '../../web/signing/qcloud.ts';
import { curlOf } from '../../web/signing/request.ts';

describe('JD Cloud’s signature', () => {
  const question = { path: '/api/flow', domain: 'www.a.com', from: '2016-10-23 10:00', to: '2016-10-23 11:00' };

  test('is the MD5 of the documented input', () => {
    const { body } = signJdcloud({
      ...question,
      day: '20161023',
      username: 'jcloud_00',
      secretKey: 'e7a31b1c5ea0efa9aa2f29c6559f7d61',
    });
    expect(JSON.parse(body!)).toMatchObject({
      signature: 'a35685491fd80a80b40a718c3a5c5c56',
      start_time: '2016-10-23 10:00',
    });
  });

  test('is the server’s own for any name and key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (username, secretKey) => {
        const { body } = signJdcloud({ ...question, day: '20261001', username, secretKey });
        expect(JSON.parse(body!).signature).toBe(jdSignature('20261001', username, secretKey));
      }),
    );
  });
});

// Tencent's documents: the key, the method, the parameters, the result
const TENCENT = [
  {
    ...{ key: 'pxPgRWDbCy86ZYyqBTDk7WmeRZSmPco0', hash: 'SHA-1', host: 'cdn.api.qcloud.com', method: 'GET' },
    params:
      'Action=DescribeCdnHosts&Nonce=13029&SecretId=AKIDT8G5AsY1D3MChWooNq1rFSw1fyBVCX9D&Timestamp=1463122059&limit=10&offset=0',
    result: 'bWMMAR1eFGjZ5KWbfxTlBiLiNLc=',
  },
  {
    ...{ key: 'pxPgRWDbCy86ZYyqBTDk7WmeRZSmPco0', hash: 'SHA-1', host: 'cdn.api.qcloud.com', method: 'POST' },
    params:
      'Action=DescribeCdnHosts&Nonce=13029&SecretId=AKIDT8G5AsY1D3MChWooNq1rFSw1fyBVCX9D&Timestamp=1463122059&limit=10&offset=0',
    result: 'i/KcLp6VaOtUmVtT0dqtLpKJOkg=',
  },
  {
    ...{ key: 'pxPgRWDbCy86ZYyqBTDk7WmeRZSmPco0', hash: 'SHA-256', host: 'cdn.api.qcloud.com', method: 'GET' },
    params:
      'Action=DescribeCdnHosts&Nonce=48059&SecretId=AKIDT8G5AsY1D3MChWooNq1rFSw1fyBVCX9D&SignatureMethod=HmacSHA256&Timestamp=1502197934&limit=10&offset=0',
    result: 'b/HlnO7vWEtR/kf21BvF0fX4vGmIThwWxlaD5GQtlSM=',
  },
  {
    ...{ key: 'Gu5t9xGARNpq86cd98joQYCN3Cozk1qA', hash: 'SHA-256', host: 'cvm.api.qcloud.com', method: 'GET' },
    params:
      'Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Nonce=11886&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA&SignatureMethod=HmacSHA256&Timestamp=1465185768',
    result: '0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s=',
  },
] as const;

describe('Tencent Cloud’s signature', () => {
  test.each(TENCENT)(
    '$method $params.length with $hash is the documented one',
    async ({ key, hash, host, method, params, result }) => {
      const pairs = params.split('&').map((pair) => pair.split('=') as [string, string]);
      const text = qcloudText(method, host, '/v2/index.php', [...pairs].reverse());
      expect(text).toBe(`${method}${host}/v2/index.php?${params}`);
      expect(base64(await hmac(hash, key, text))).toBe(result);
    },
  );

  test('of a request covers the host that is called, and stands in the address encoded', async () => {
    const [, , , vector] = TENCENT;
    const pairs = vector.params.split('&').map((pair) => pair.split('=') as [string, string]);
    const params = pairs.filter(([name]) => name !== 'SignatureMethod');
    const { target } = await signQcloud({ host: vector.host, secretKey: vector.key, params });
    expect(target).toMatch(/^\/v2\/index\.php\?/);
    expect(new URL(target, 'http://weir').searchParams.get('Signature')).toBe(vector.result);
  });
});

describe('Huawei Cloud’s signature', () => {
  const question = {
    host: 'service.region.example.com',
    path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
    params: [
      ['limit', '2'],
      ['marker', '13551d6b-755d-4757-b956-536f674975c0'],
    ] as const,
    accessKey: 'QTWAOYTTINDUT2QVKYUC',
    secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc',
    date: '20191115T033655Z',
    headers: { 'content-type': 'application/json' },
  };

  test('is the one of the signing guide', async () => {
    const signed = { ...question.headers, host: question.host, 'x-sdk-date': question.date };
    const canonical = await canonicalRequest('GET', question.path, question.params, signed);
    expect(await sha256Hex(canonical)).toBe('b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a');
    const { headers } = await signHuaweicloud(question);
    expect(headers.Authorization).toBe(
      'SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, ' +
        'Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
    );
  });
});

describe('a curl', () => {
  test('is one word each to a shell, whatever is in it', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '"', '$', '`', '\\', ' ', '!', 'a', '|', ';') });
    fc.assert(
      fc.property(text, text, (value, body) => {
        const command = curlOf('http://weir', { method: 'POST', target: '/x', headers: { h: value }, body });
        const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; ${command}`;
        const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
        expect(words).toEqual(['-sS', 'http://weir/x', '-H', `h: ${value}`, '-d', body]);
      }),
      { numRuns: 30 },
    );
  });
});
