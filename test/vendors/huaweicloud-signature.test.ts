import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authenticate } from '../../src/vendors/huaweicloud/authenticate.ts';
import { canonicalRequest, sdkSignature, sha256 } from '../../src/vendors/huaweicloud/canonical-request.ts';
import { fakeAccount, fakeAccounts } from '../support/fake-accounts.ts';
import { apiRequest } from './sign.ts';

const NOW = Date.parse('2019-11-15T03:36:55Z');
const AK = 'QTWAOYTTINDUT2QVKYUC';
const SK = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc';
const VECTOR = apiRequest({
  method: 'GET',
  path: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs',
  query: 'marker=13551d6b-755d-4757-b956-536f674975c0&limit=2',
  headers: {
    host: 'service.region.example.com',
    'content-type': ' application/json ',
    'x-sdk-date': '20191115T033655Z',
    'x-other': '1',
  },
});
const SIGNED = ['content-type', 'host', 'x-sdk-date'];

const acme = fakeAccount({
  id: 'acme',
  credentials: [
    { api: 'huaweicloud', projectId: 'p1', accessKey: AK, secretKey: SK, token: 'TOKEN' },
    { api: 'huaweicloud', projectId: 'p2', accessKey: AK, secretKey: SK },
  ],
});
const accounts = fakeAccounts([acme]);

describe('SDK-HMAC-SHA256', () => {
  test('gives the published vector, whatever the order of the query and the spaces around a header', () => {
    const canonical = canonicalRequest(VECTOR, SIGNED);
    expect(sha256(canonical)).toBe('b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a');
    expect(sdkSignature(canonical, '20191115T033655Z', SK)).toBe(
      '7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
    );
  });

  test('hashes the body of a GET, or takes the hash that the client states', () => {
    const withBody = { ...VECTOR, body: new TextEncoder().encode('{}') };
    expect(canonicalRequest(withBody, SIGNED)).toContain(
      '\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    );
    const headers = { ...VECTOR.headers, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect(canonicalRequest({ ...withBody, headers }, SIGNED)).toMatch(/\nUNSIGNED-PAYLOAD$/);
  });

  test('encodes the query by RFC 3986 and sorts repeated names by value', () => {
    const query = 'b=2&b=1&a-_.~=%2A%20!&c&%E4%B8%AD=%zz&d=x=y';
    const line = canonicalRequest({ ...VECTOR, rawQuery: query }, SIGNED).split('\n')[2];
    expect(line).toBe('%E4%B8%AD=%25zz&a-_.~=%2A%20%21&b=1&b=2&c=&d=x%3Dy');
  });

  test('one key is good for every project that it is given for', () => {
    const canonical = canonicalRequest(VECTOR, SIGNED);
    const authorization = `SDK-HMAC-SHA256 Access=${AK}, SignedHeaders=${SIGNED.join(';')}, Signature=${sdkSignature(canonical, '20191115T033655Z', SK)}`;
    const request = { ...VECTOR, headers: { ...VECTOR.headers, authorization } };
    expect(authenticate(accounts, request, 'p1', NOW)).toBe(acme);
    expect(authenticate(accounts, request, 'p2', NOW)).toBe(acme);
    expect(() => authenticate(accounts, request, 'p3', NOW)).toThrow('Project ID verification failed.');
  });

  test('header names that every object has are not headers', () => {
    expect(canonicalRequest(VECTOR, ['constructor', '__proto__'])).toContain('\n__proto__:\nconstructor:\n');
  });
});

describe('a token', () => {
  test('is good for its project only, and a credential without a token has none', () => {
    const request = { ...VECTOR, headers: { 'x-auth-token': 'TOKEN' } };
    expect(authenticate(accounts, request, 'p1', NOW)).toBe(acme);
    expect(() => authenticate(accounts, request, 'p2', NOW)).toThrow('Project ID');
    const undefinedToken = { ...VECTOR, headers: { 'x-auth-token': 'undefined' } };
    expect(() => authenticate(accounts, undefinedToken, 'p2', NOW)).toThrow('decrypt token fail');
  });
});

interface Signer {
  AKSKSigner: { sign(request: unknown, credential: unknown): Record<string, string> };
}
const { AKSKSigner } = createRequire(import.meta.url)('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js') as Signer;

describe("the vendor's own SDK", () => {
  test('signs any query so that it is accepted', () => {
    // Names are words: of others the SDK sorts the raw form and the guide the encoded one.
    const names = fc.stringMatching(/^[A-Za-z][\w.~-]{0,8}$/);
    const queries = fc.dictionary(names, fc.string({ unit: 'binary', maxLength: 8 }), {
      maxKeys: 4,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(queries, (queryParams) => {
        const endpoint = 'http://127.0.0.1:8080/v1/p1/stream/traffic';
        const signed = AKSKSigner.sign(
          {
            endpoint,
            method: 'GET',
            headers: { 'content-type': 'application/json', 'X-Project-Id': 'p1' },
            queryParams: structuredClone(queryParams),
          },
          { getAk: () => AK, getSk: () => SK },
        );
        const headers = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]));
        const pairs = Object.entries(queryParams).map((pair) => pair.map(encodeURIComponent).join('='));
        const query = pairs.reverse().join('&');
        const request = apiRequest({ method: 'GET', path: '/v1/p1/stream/traffic', query, headers });
        expect(authenticate(accounts, request, 'p1', Date.now())).toBe(acme);
      }),
      { numRuns: 300 },
    );
  });
});
