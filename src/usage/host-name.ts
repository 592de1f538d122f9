/**
 * The one spelling under which a host's usage is kept (weir-contract section 3): lower case, without port and without
 * one trailing dot; IPv6 addresses keep their brackets.
 *
 *     canonicalHost('WWW.a.com.:8080')  // 'www.a.com'
 *     canonicalHost('[::1]:443')        // '[::1]'
 *     canonicalHost('-')                // undefined: nothing that usage could be billed to
 */
export function canonicalHost(raw: string): string | undefined {
  const name = withoutPort(raw.toLowerCase()).replace(/\.$/, '');
  return isUsable(name) ? name : undefined;
}

/** DNS allows 253 characters in a name; Weir counts them in UTF-8. */
export const MAX_HOST_BYTES = 253;

/** `::1:80` stays as it is: without brackets nobody can tell a port from the address. */
function withoutPort(name: string): string {
  return /^([^:]*|\[[^\]]*\]):\d+$/.exec(name)?.[1] ?? name;
}

function isUsable(name: string): boolean {
  if (name === '' || name === '-' || /[\p{Cc} /\\]/u.test(name)) return false;
  return new TextEncoder().encode(name).length <= MAX_HOST_BYTES;
}
