import { createHmac } from 'node:crypto';
import type { Accounts, Identity } from '../../accounts/accounts.ts';
import { equalSecrets } from '../equal-secrets.ts';
import type { ApiRequest } from '../vendor.ts';
import { authFailure } from './faults.ts';
import type { QcloudParams } from './params.ts';

/**
 * Tencent's API v2 signature: an HMAC over the method, the host, the path and every parameter but the signature itself,
 * sorted by name and not encoded.
 *
 *     GETcdn.api.qcloud.com/v2/index.php?Action=DescribeCdnHosts&Nonce=13029&SecretId=...&limit=10&offset=0
 *
 * SHA-256 where SignatureMethod is exactly HmacSHA256, else SHA-1.
 */
export function signatureOf(source: string, secretKey: string, signatureMethod: string | undefined): string {
  const algorithm = signatureMethod === 'HmacSHA256' ? 'sha256' : 'sha1';
  return createHmac(algorithm, secretKey).update(source).digest('base64');
}

/** The text that is signed. Names are sorted as they were sent, and only then written in their signed form. */
export function signedText(
  method: string,
  host: string,
  path: string,
  params: QcloudParams,
  signedName: (name: string) => string = dotted,
): string {
  const pairs = [...params].filter(([name]) => name !== 'Signature').sort(([a], [b]) => byBytes(a, b));
  return `${method}${host}${path}?${pairs.map(([name, value]) => `${signedName(name)}=${value}`).join('&')}`;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The documented form of a name; the vendor's PHP and Node clients leave a leading `_` name as it is. */
export function dotted(name: string): string {
  return name.startsWith('_') ? name : name.replaceAll('_', '.');
}

const asSent = (name: string): string => name; // what the vendor's Go demo and its CDN node SDK sign

const VENDOR_HOST = 'cdn.api.qcloud.com';

/** Whose signature it is. The client signs the host that it believes it calls: ours, or the vendor's through a proxy. */
export function authenticate(accounts: Accounts, request: ApiRequest, params: QcloudParams): Identity<'qcloud'> {
  const given = (params.get('Signature') ?? '').replaceAll(' ', '+'); // an unencoded '+' of base64 arrives as a space
  const hosts = [...new Set([request.headers.host ?? '', VENDOR_HOST])];
  const identities = accounts
    .identities('qcloud')
    .filter(({ credential }) => credential.secretId === params.get('SecretId'));
  if (identities.length === 0) throw authFailure();
  const texts = hosts.flatMap((host) =>
    [dotted, asSent].map((names) => signedText(request.method, host, request.path, params, names)),
  );
  const signer = identities.find(({ credential }) =>
    [...new Set(texts)].some((text) =>
      equalSecrets(given, signatureOf(text, credential.secretKey, params.get('SignatureMethod'))),
    ),
  );
  if (!signer) throw authFailure();
  return signer;
}
