import type { FastifyRequest } from 'fastify';

/** Whether the browser says that another site made it ask; who sends no such header is no browser with a session. */
function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

const READS = new Set(['GET', 'HEAD']);

/**
 * May a session's cookie stand in for the Authorization header? Only where nothing can be changed: reads of Weir's own API
 * that carry no header of their own. Whatever changes something needs the token itself, in a header, which no other site can
 * make a browser send.
 */
export function mayUseSession(request: FastifyRequest): boolean {
  const { method, url, headers } = request;
  return (
    READS.has(method) &&
    url.startsWith('/weir/v1/') &&
    headers.authorization === undefined &&
    headers.cookie !== undefined &&
    !isFromElsewhere(request)
  );
}

/** The header that the token's owner would have sent, one character a byte as Node gives it. */
export function bearerHeader(token: string): string {
  return `Bearer ${Buffer.from(token, 'utf8').toString('latin1')}`;
}
