import { md5Hex } from './hashes.ts';
import type { SignedRequest } from './request.ts';

export interface JdQuestion {
  readonly path: string;
  readonly username: string;
  readonly secretKey: string;
  /** The account's day, yyyymmdd. */
  readonly day: string;
  readonly domain: string;
  /** yyyy-MM-dd HH:mm on the account's clocks. */
  readonly from: string;
  readonly to: string;
}

/** MD5 of the day, the user name and the secret key; good for that day. */
export function signJdcloud({ path, username, secretKey, day, domain, from, to }: JdQuestion): SignedRequest {
  const signature = md5Hex(`${day}${username}${secretKey}`);
  return {
    method: 'POST',
    target: path,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, signature, domain, start_time: from, end_time: to }),
  };
}
