/**
 * A key as messages may show it. What looks like no key is not shown: in `{ api: weir, token:s3cret }`, where the space
 * after the colon is missing, the key that YAML sees is `token:s3cret`.
 */
export function safeKey(key: string): string {
  return /^[A-Za-z_][\w-]{0,40}$/.test(key) ? `the key '${key}'` : 'this key';
}
