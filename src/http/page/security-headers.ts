/** For every answer of the dashboard: nothing inline, nothing from elsewhere, in nobody's frame, in nobody's cache. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin', // with no-referrer a browser would hide the origin of our own forms too
  'cache-control': 'no-store',
} as const;
