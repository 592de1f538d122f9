import { createHash, createHmac } from 'node:crypto';
import type { ApiRequest } from '../vendor.ts';

/**
 * SDK-HMAC-SHA256, Huawei Cloud's AK/SK signature ("API request signing guide", steps 1 to 4): the request in a form
 * that does not depend on how it travelled, its hash, and an HMAC of that with the secret key itself.
 *
 *     GET
 *     /v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/
 *     limit=2&marker=13551d6b-755d-4757-b956-536f674975c0
 *     content-type:application/json
 *     host:service.region.example.com
 *     x-sdk-date:20191115T033655Z
 *
 *     content-type;host;x-sdk-date
 *     e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
 */
export function canonicalRequest(request: ApiRequest, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort();
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.rawQuery),
    ...names.map((name) => `${name}:${headerOf(request, name)}`),
    '',
    names.join(';'),
    // A body hash that the client states is part of what it signs; no API here reads a body, so none is trusted by it.
    request.headers['x-sdk-content-sha256'] ?? sha256(request.body),
  ].join('\n');
}

/** The signature of a canonical request; `date` is its X-Sdk-Date. */
export function sdkSignature(canonical: string, date: string, secretKey: string): string {
  const stringToSign = `${ALGORITHM}\n${date}\n${sha256(canonical)}`;
  return createHmac('sha256', secretKey).update(stringToSign).digest('hex');
}

export const ALGORITHM = 'SDK-HMAC-SHA256';

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A client chooses the names: `constructor` is no header. */
function headerOf({ headers }: ApiRequest, name: string): string {
  return Object.hasOwn(headers, name) ? headers[name]!.trim() : '';
}

function canonicalPath(path: string): string {
  const encoded = path.split('/').map((segment) => encode(decode(segment)));
  return `${encoded.join('/')}${path.endsWith('/') ? '' : '/'}`;
}

function canonicalQuery(rawQuery: string): string {
  const pairs = rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const mark = pair.indexOf('=');
      const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
      return { name: encode(decode(name)), value: encode(decode(value)) };
    });
  pairs.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  return pairs.map(({ name, value }) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** RFC 3986: everything but A-Z a-z 0-9 - _ . ~ (through bytes, since half a surrogate pair has no encoding) */
function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Percent-decoding; what is malformed stands for itself. A '+' is a '+'. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
