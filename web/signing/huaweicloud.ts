import { hex, hmac, sha256Hex } from './hashes.ts';
import { encoded, queryText, type SignedRequest } from './request.ts';

export interface HuaweicloudQuestion {
  readonly host: string;
  readonly path: string;
  readonly params: readonly (readonly [string, string])[];
  readonly accessKey: string;
  readonly secretKey: string;
  /** YYYYMMDDTHHMMSSZ */
  readonly date: string;
  /** More headers to sign, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** SDK-HMAC-SHA256 ("API request signing guide"): the canonical request, its hash, and an HMAC of that. Good for 15 minutes. */
export async function signHuaweicloud(question: HuaweicloudQuestion): Promise<SignedRequest> {
  const { host, path, params, accessKey, secretKey, date, headers = {} } = question;
  const signed = { ...headers, host, 'x-sdk-date': date };
  const names = Object.keys(signed).sort().join(';');
  const text = `SDK-HMAC-SHA256\n${date}\n${await sha256Hex(await canonicalRequest('GET', path, params, signed))}`;
  const signature = hex(await hmac('SHA-256', secretKey, text));
  return {
    method: 'GET',
    target: `${path}?${queryText(params)}`,
    headers: {
      ...headers,
      'X-Sdk-Date': date,
      Authorization: `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`,
    },
  };
}

export async function canonicalRequest(
  method: string,
  path: string,
  params: HuaweicloudQuestion['params'],
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const names = Object.keys(headers).sort();
  const query = params.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const encodedPath = path.split('/').map((part) => encoded(decodeURIComponent(part)));
  return [
    method,
    `${encodedPath.join('/')}${path.endsWith('/') ? '' : '/'}`,
    query.join('&'),
    ...names.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    await sha256Hex(''),
  ].join('\n');
}

/** With a token there is nothing to sign. */
export function withToken(path: string, params: HuaweicloudQuestion['params'], token: string): SignedRequest {
  return { method: 'GET', target: `${path}?${queryText(params)}`, headers: { 'X-Auth-Token': token } };
}
