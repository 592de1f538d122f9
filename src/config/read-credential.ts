import type { Credential } from '../accounts/accounts.ts';
import type { Place } from './fault.ts';
import { KEYS } from './keys.ts';
import { type MapReader, openAnyMap } from './read-map.ts';
import { oneOf, secret } from './read-scalar.ts';
import type { Read } from './reading.ts';

export interface PlacedCredential {
  readonly credential: Credential;
  readonly path: string;
  /** What makes its bearer known, each of which may belong to one account only. */
  readonly marks: readonly Mark[];
}

/** A value that names or proves one account: a JD username, a Huawei token. The value is never shown. */
export interface Mark {
  readonly api: Credential['api'];
  readonly key: string;
  readonly value: string;
  readonly at: Place;
}

/** `{ api: jdcloud, username: ..., secret_key: ... }` and its sisters. */
export const credential: Read<PlacedCredential> = (spot, reading) => {
  const map = openAnyMap(spot, reading);
  const api = map?.required('api', oneOf('jdcloud', 'qcloud', 'huaweicloud', 'weir'));
  if (!map || !api) return undefined;
  map.allow(KEYS[`accounts[].credentials[]|${api}`]);
  const found = readCredential(map, api);
  return { credential: found, path: spot.path, marks: marksOf(map, found) };
};

function readCredential(map: MapReader, api: Credential['api']): Credential {
  if (api === 'jdcloud') return { api, username: name(map, 'username'), secretKey: name(map, 'secret_key') };
  if (api === 'qcloud') return { api, secretId: name(map, 'secret_id'), secretKey: name(map, 'secret_key') };
  if (api === 'weir') return { api, token: name(map, 'token') };
  return huaweicloud(map);
}

/** Signed requests need a pair of keys, X-Auth-Token a token: either or both. */
function huaweicloud(map: MapReader): Credential {
  const [hasAccessKey, hasSecretKey] = [map.has('access_key'), map.has('secret_key')];
  if (hasAccessKey !== hasSecretKey) {
    map.fault(`${hasAccessKey ? 'secret_key' : 'access_key'} is missing: the two keys go together`);
  }
  if (!hasAccessKey && !hasSecretKey && !map.has('token')) {
    map.fault('access_key and secret_key, or token, or all three are expected');
  }
  const accessKey = map.optional('access_key', secret);
  const secretKey = map.optional('secret_key', secret);
  const token = map.optional('token', secret);
  return {
    api: 'huaweicloud',
    projectId: name(map, 'project_id'),
    ...(accessKey && { accessKey }),
    ...(secretKey && { secretKey }),
    ...(token && { token }),
  };
}

/** '' stands for what is faulty or missing, which was told: a config with a fault is never used. */
function name(map: MapReader, key: string): string {
  return map.required(key, secret) ?? '';
}

function marksOf(map: MapReader, found: Credential): Mark[] {
  const mark = (key: string, value: string | undefined): Mark[] =>
    value ? [{ api: found.api, key, value, at: map.at(key) }] : [];
  if (found.api === 'jdcloud') return mark('username', found.username);
  if (found.api === 'qcloud') return mark('secret_id', found.secretId);
  if (found.api === 'weir') return mark('token', found.token);
  return [
    ...mark('project_id', found.projectId),
    ...mark('access_key', found.accessKey),
    ...mark('token', found.token),
  ];
}
