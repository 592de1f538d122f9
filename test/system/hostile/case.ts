import type { ExchangeOptions } from '../../support/raw-http.ts';

/** A request that is refused, and how. */
export interface Case {
  readonly name: string;
  readonly bytes: () => string | Uint8Array;
  /** HTTP status of the (last) answer. */
  readonly status: number;
  /** What its body has. */
  readonly says: RegExp;
  readonly options?: ExchangeOptions;
}

export const MB = 2 ** 20;

/** A request by hand, with its length; the connection ends with it. */
export function http(start: string, fields = '', body: string | Uint8Array = ''): Buffer {
  const length = Buffer.byteLength(body);
  const head = `${start} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields}`;
  return Buffer.concat([
    Buffer.from(`${head}${length > 0 ? `Content-Length: ${length}\r\n` : ''}\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

/** problem+json with a detail that matches. */
export const problem = (detail: string) => new RegExp(`"title":"[\\w-]+","status":\\d+,"detail":"[^}]*${detail}`);

/** A host name of the sample's wildcard for each, in a list. */
export const names = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.b.com`).join();
