import { createHash, createHmac } from 'node:crypto';

/** Requests in the vendors' dialects, signed by code that shares nothing with the product: the vendors' texts, read again. */

export async function askJd(
  url: string,
  path: string,
  username: string,
  secretKey: string,
  body: Record<string, unknown>,
): Promise<unknown> {
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const signature = createHash('md5').update(`${today}${username}${secretKey}`).digest('hex');
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify({ username, signature, ...body }),
  });
  return response.json();
}

let nonce = 0;

export async function askQcloud(
  url: string,
  secretId: string,
  secretKey: string,
  parameters: Record<string, string>,
): Promise<unknown> {
  nonce++;
  const all: Record<string, string> = {
    Action: 'GetCdnOriginStat',
    SecretId: secretId,
    Timestamp: String(Math.floor(Date.now() / 1000)),
    Nonce: `${process.pid}${Date.now()}${nonce}`,
    SignatureMethod: 'HmacSHA256',
    ...parameters,
  };
  const joined = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&');
  const source = `GET${new URL(url).host}/v2/index.php?${joined}`;
  const signature = createHmac('sha256', secretKey).update(source).digest('base64');
  const query = new URLSearchParams({ ...all, Signature: signature });
  return (await fetch(`${url}/v2/index.php?${query}`)).json();
}

export async function askHuawei(
  url: string,
  projectId: string,
  token: string,
  parameters: Record<string, string>,
): Promise<unknown> {
  const query = new URLSearchParams(parameters);
  const response = await fetch(`${url}/v1/${projectId}/stream/traffic?${query}`, {
    headers: { 'x-auth-token': token },
  });
  return response.json();
}

export async function askWeir(
  url: string,
  token: string,
  parameters: Record<string, string>,
): Promise<{ status: number; body: unknown; text: string }> {
  const response = await fetch(`${url}/weir/v1/usage?${new URLSearchParams(parameters)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await response.text(); // integers in it may be larger than JSON.parse can give
  return { status: response.status, body: JSON.parse(text), text };
}
