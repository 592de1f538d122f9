import { base64, hmac } from './hashes.ts';
import { queryText, type SignedRequest } from './request.ts';

export interface QcloudQuestion {
  readonly host: string;
  readonly secretKey: string;
  /** Everything but the signature, in any order. */
  readonly params: readonly (readonly [string, string])[];
}

const PATH = '/v2/index.php';

/** Tencent's API v2: an HMAC-SHA256 of method, host, path and the sorted parameters, none of them encoded. */
export async function signQcloud({ host, secretKey, params }: QcloudQuestion): Promise<SignedRequest> {
  const all = [...params, ['SignatureMethod', 'HmacSHA256'] as const];
  const signature = base64(await hmac('SHA-256', secretKey, qcloudText('GET', host, PATH, all)));
  return { method: 'GET', target: `${PATH}?${queryText([...all, ['Signature', signature]])}`, headers: {} };
}

/** The text that is signed; names sorted by their bytes. */
export function qcloudText(method: string, host: string, path: string, params: QcloudQuestion['params']): string {
  const sorted = [...params].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `${method}${host}${path}?${sorted.map(([name, value]) => `${name}=${value}`).join('&')}`;
}
