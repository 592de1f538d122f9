import { createHash } from 'node:crypto';
import { signHuaweicloud, signQcloud } from '../vendors/sign.ts';
import { ACCESS_KEY, PROJECT_ID, SECRET_ID, SECRETS, USERNAME } from './sample-server.ts';

// Requests of the sample's account in each dialect, signed, in a form that a test may still spoil.

/** The JSON body of JD's APIs with the user's signature of today. */
export function jdBody(fields: Record<string, unknown>): Record<string, unknown> {
  return { username: USERNAME, signature: jdSignatureOfToday(), ...fields };
}

export function jdSignatureOfToday(): string {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10).replaceAll('-', '');
  return createHash('md5').update(`${today}${USERNAME}${SECRETS.jdcloud}`).digest('hex');
}

let nonce = 0;

/** Tencent's parameters, the common ones and the signature included; `url` is where they will be sent. */
export function qcloudParams(
  method: string,
  url: string,
  params: Readonly<Record<string, string>>,
): Record<string, string> {
  nonce++;
  const common = { Action: 'GetCdnOriginStat', SecretId: SECRET_ID, Nonce: `${process.pid}${Date.now()}${nonce}` };
  return signQcloud(method, new URL(url).host, { ...common, ...params }, SECRETS.qcloud, Date.now());
}

export const HUAWEI_PATH = `/v1/${PROJECT_ID}/stream/traffic`;

/** The headers of a GET with AK/SK; `query` and `body` as they will be sent. */
export function huaweiHeaders(url: string, query: string, body = ''): Record<string, string> {
  const { host } = new URL(url);
  const request = { method: 'GET', path: HUAWEI_PATH, query, body, headers: { host } };
  return { ...signHuaweicloud(request, ACCESS_KEY, SECRETS.huaweicloud, Date.now()).headers };
}
