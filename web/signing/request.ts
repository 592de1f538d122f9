/** A request as it is sent, by a shell or by the browser. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One line for a shell, without a pipe: `curl -sS 'http://...' -H '...' -d '...'`. */
export function curlOf(origin: string, { target, headers, body }: SignedRequest): string {
  const words = [
    'curl -sS',
    quoted(origin + target),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ];
  return words.join(' ');
}

/** One word to any POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Every name and value encoded as RFC 3986 has it, which is also what Huawei signs. */
export function queryText(params: readonly (readonly [string, string])[]): string {
  return params.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
}

export function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
