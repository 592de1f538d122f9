import { describe, expect, test } from 'vitest';
import { arrayParam, readParams } from '../../src/vendors/qcloud/params.ts';
import { apiRequest } from './sign.ts';

const post = (body: string, contentType: string) =>
  readParams(apiRequest({ method: 'POST', path: '/', headers: { 'content-type': contentType }, body }));
const EXPECTED = { Action: 'A', 'hosts.0': 'www.a.com', 'hosts.1': '中文.com', startDate: '2017-08-12 01:00:01' };
const FORM = 'Action=A&hosts.0=www.a.com&hosts.1=%E4%B8%AD%E6%96%87.com&startDate=2017-08-12+01%3A00:01';
const MULTIPART = Object.entries(EXPECTED)
  .map(([name, value]) => `--Xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  .join('');

describe("Tencent's parameters are the same", () => {
  test('in a query', async () => {
    const params = await readParams(apiRequest({ method: 'GET', path: '/', query: FORM, body: 'Action=ignored' }));
    expect(Object.fromEntries(params)).toEqual(EXPECTED);
  });

  test.each([
    ['a form', FORM, 'application/x-www-form-urlencoded; charset=utf-8'],
    ['a form without its type', FORM, ''],
    ['multipart form-data', `${MULTIPART}--Xx--\r\n`, 'multipart/form-data; boundary=Xx'],
    [
      'JSON with arrays',
      JSON.stringify({ Action: 'A', hosts: ['www.a.com', '中文.com'], startDate: EXPECTED.startDate }),
      'application/json',
    ],
    ['flat JSON without its type', JSON.stringify(EXPECTED), 'text/plain'],
  ])('in %s', async (_, body, contentType) => {
    expect(Object.fromEntries(await post(body, contentType))).toEqual(EXPECTED);
  });
});

describe('parameters at their edges', () => {
  test('JSON numbers keep their digits, null is empty', async () => {
    const params = await post(
      '{"Nonce":12345678901234567890,"Timestamp":1.50,"a":null,"b":true,"c":"1 \\"2\\""}',
      'application/json',
    );
    expect([...params.values()]).toEqual(['12345678901234567890', '1.50', '', 'true', '1 "2"']);
  });

  test('malformed escapes stand for themselves', async () => {
    const params = await readParams(apiRequest({ method: 'GET', path: '/', query: 'a=%&b=%zz&c=%E4%B8&=d&e' }));
    expect(Object.fromEntries(params)).toEqual({ a: '%', b: '%zz', c: '\uFFFD', '': 'd', e: '' });
  });

  test.each([
    ['{', 'application/json'],
    ['[1]', 'application/json'],
    ['null', 'application/json'],
    ['{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}', 'application/json'],
    ['--Xx\r\nnonsense', 'multipart/form-data; boundary=Xx'],
    ['', 'multipart/form-data'],
  ])('%s as %s is refused', async (body, contentType) => {
    await expect(post(body, contentType)).rejects.toMatchObject({ code: 4000, codeDesc: 'InvalidParameter' });
  });

  test('names such as __proto__ are only names', async () => {
    const params = await post('{"__proto__":{"x":"1"},"constructor":"2"}', 'application/json');
    expect([...params]).toEqual([
      ['__proto__.x', '1'],
      ['constructor', '2'],
    ]);
  });

  test('an array is in the order of its indices, not of its names', () => {
    const params = new Map([
      ['hosts.10', 'c'],
      ['hosts.2', 'b'],
      ['hosts.0', 'a'],
      ['hostsx.0', 'no'],
      ['hosts', 'd'],
    ]);
    expect(arrayParam(params, 'hosts')).toEqual(['a', 'b', 'c', 'd']);
  });
});
