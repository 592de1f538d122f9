import type { Account, Accounts, Identity } from '../../accounts/accounts.ts';
import { equalSecrets } from '../equal-secrets.ts';
import type { ApiRequest } from '../vendor.ts';
import { ALGORITHM, canonicalRequest, sdkSignature } from './canonical-request.ts';
import { foreignProject, notAuthenticated } from './faults.ts';

/**
 * Whose request it is, by its AK/SK signature (an Authorization header) or its X-Auth-Token, and whether the project in
 * its path is the caller's.
 *
 *     Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=7be6...
 */
export function authenticate(accounts: Accounts, request: ApiRequest, projectId: string, now: number): Account {
  const callers = callersOf(accounts.identities('huaweicloud'), request, now);
  const owner = callers.find(({ credential }) => credential.projectId === projectId);
  if (!owner) throw foreignProject();
  return owner.account;
}

type Caller = Identity<'huaweicloud'>;

/** Every identity that the request proves; one key may be good for several projects. */
function callersOf(identities: readonly Caller[], request: ApiRequest, now: number): Caller[] {
  const { authorization, 'x-auth-token': token } = request.headers;
  if (authorization?.startsWith(ALGORITHM)) return callersBySignature(identities, request, authorization, now);
  if (token) return callersByToken(identities, token.trim());
  throw notAuthenticated('x-auth-token not found');
}

function callersByToken(identities: readonly Caller[], token: string): Caller[] {
  const callers = identities.filter(
    ({ credential }) => credential.token !== undefined && equalSecrets(token, credential.token),
  );
  if (callers.length === 0) throw notAuthenticated('decrypt token fail');
  return callers;
}

function callersBySignature(
  identities: readonly Caller[],
  request: ApiRequest,
  authorization: string,
  now: number,
): Caller[] {
  const { accessKey, signedHeaders, signature } = readAuthorization(authorization);
  const known = identities.filter(({ credential }) => credential.accessKey === accessKey);
  if (known.length === 0) throw notAuthenticated(`Get secretKey failed,ak:${accessKey},err:ak not exist`);
  const date = signedDate(request, signedHeaders, now);
  const canonical = canonicalRequest(request, signedHeaders);
  const callers = known.filter(({ credential: { secretKey } }) => {
    return secretKey !== undefined && equalSecrets(signature, sdkSignature(canonical, date, secretKey));
  });
  if (callers.length === 0)
    throw notAuthenticated(`verify aksk signature fail, canonicalRequest:${shown(request, signedHeaders)}`);
  return callers;
}

interface Authorization {
  readonly accessKey: string;
  /** Lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^SDK-HMAC-SHA256\s+Access=([^\s,]+)\s*,\s*SignedHeaders=([^\s,]+)\s*,\s*Signature=([0-9a-fA-F]+)\s*$/;

function readAuthorization(text: string): Authorization {
  const [, accessKey, names, signature] = AUTHORIZATION.exec(text) ?? [];
  if (!accessKey || !names || !signature) {
    throw notAuthenticated(
      `authorization header is malformed, expected: ${ALGORITHM} Access=..., SignedHeaders=..., Signature=...`,
    );
  }
  return { accessKey, signedHeaders: names.toLowerCase().split(';'), signature: signature.toLowerCase() };
}

const MAX_SKEW_MS = 15 * 60 * 1000;
const SDK_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** X-Sdk-Date, which must be signed and near to `now`. */
function signedDate({ headers }: ApiRequest, signedHeaders: readonly string[], now: number): string {
  if (!signedHeaders.includes('x-sdk-date')) throw notAuthenticated('x-sdk-date is not in SignedHeaders');
  const date = headers['x-sdk-date']?.trim() ?? '';
  const instant = Date.parse(date.replace(SDK_DATE, '$1-$2-$3T$4:$5:$6Z'));
  if (!SDK_DATE.test(date) || Number.isNaN(instant)) {
    throw notAuthenticated('x-sdk-date is malformed, expected: YYYYMMDDTHHMMSSZ');
  }
  if (Math.abs(now - instant) > MAX_SKEW_MS) throw notAuthenticated(`aksk signature expired, x-sdk-date:${date}`);
  return date;
}

// The gateway shows what it would have signed, which is how people find their mistakes. The values of other headers,
// tokens and cookies among them, are nobody else's business: an error may end up in a log.
const SHOWN_HEADERS = ['content-type', 'host', 'x-project-id', 'x-sdk-content-sha256', 'x-sdk-date'];

function shown(request: ApiRequest, signedHeaders: readonly string[]): string {
  const hidden = signedHeaders.filter((name) => !SHOWN_HEADERS.includes(name)).map((name) => [name, '***']);
  const headers = { ...request.headers, ...Object.fromEntries(hidden) };
  return canonicalRequest({ ...request, headers }, signedHeaders)
    .replaceAll('\n', '|')
    .slice(0, 4000);
}
