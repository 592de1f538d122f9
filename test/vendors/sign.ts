import { createHash, createHmac } from 'node:crypto';
import type { ApiRequest } from '../../src/vendors/vendor.ts';

/**
 * The clients' side of the three signatures, written from the vendors' pages without a look at the server's side.
 * A request that already has a signature, even an empty one, is left as it is.
 */

export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function apiRequest({ method, path, query = '', headers = {}, body = '' }: PlainRequest): ApiRequest {
  return {
    method,
    path,
    rawQuery: query,
    headers: { host: 'weir.example:8080', ...headers },
    body: new TextEncoder().encode(body),
  };
}

/** `day`: yyyymmdd in the account's zone. */
export function signJdcloud(body: string, day: string, secretKey: string): string {
  const username = /"username"\s*:\s*"\s*([^"]*?)\s*"/.exec(body)?.[1];
  if (username === undefined || body.includes('"signature"')) return body;
  const signature = createHash('md5')
    .update(day + username + secretKey)
    .digest('hex');
  return body.replace('{', `{"signature":"${signature}",`);
}

export function signQcloud(
  method: string,
  host: string,
  given: Readonly<Record<string, string>>,
  secretKey: string,
  now: number,
): Record<string, string> {
  const params: Record<string, string> = { Timestamp: String(Math.floor(now / 1000)), Nonce: '4711', ...given };
  if ('Signature' in params) return params;
  const pairs = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`);
  const hash = params.SignatureMethod === 'HmacSHA256' ? 'sha256' : 'sha1';
  const source = `${method}${host}/v2/index.php?${pairs.join('&')}`;
  return { ...params, Signature: createHmac(hash, secretKey).update(source).digest('base64') };
}

export function formOf(params: Readonly<Record<string, string>>): string {
  return Object.entries(params)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
}

export function signHuaweicloud(
  request: PlainRequest,
  accessKey: string,
  secretKey: string,
  now: number,
): PlainRequest {
  const { method, path, query = '', body = '' } = request;
  if (request.headers?.authorization !== undefined || request.headers?.['x-auth-token'] !== undefined) return request;
  const date = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const headers: Record<string, string> = { host: 'weir.example:8080', 'x-sdk-date': date, ...request.headers };
  const names = Object.keys(headers).sort();
  const lines = [
    method,
    path.endsWith('/') ? path : `${path}/`,
    canonical(query),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    createHash('sha256').update(body).digest('hex'),
  ];
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  const text = `SDK-HMAC-SHA256\n${headers['x-sdk-date']}\n${hash}`;
  const signature = createHmac('sha256', secretKey).update(text).digest('hex');
  const authorization = `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

/** Encoded anew and sorted; good for names that are words and never repeat. */
function canonical(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .sort();
  return pairs
    .map((pair) =>
      pair
        .split('=')
        .map((part) => encodeURIComponent(decodeURIComponent(part)))
        .join('='),
    )
    .join('&');
}
