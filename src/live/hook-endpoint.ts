import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export interface HookEndpointOptions {
  /** Takes a callback's body; must neither wait nor throw. */
  readonly take: (body: string) => void;
  /** A longer body is not read on; default 64 KiB, a hundred times what SRS sends. */
  readonly maxBytes?: number;
  /** A body that comes slower is given up; default 5 s. */
  readonly timeoutMs?: number;
}

/** What SRS takes for yes: https://ossrs.net/lts/en-us/docs/v6/doc/http-callback. */
const YES = JSON.stringify({ code: 0 });

/**
 * The HTTP end point for SRS's callbacks, to be mounted in any node:http server.
 *
 *     createServer(hookEndpoint({ take: (body) => source.hook(body, Date.now()) })).listen(1986, '127.0.0.1');
 *
 * Where its callback fails, SRS refuses the new player or publisher. So the answer is always yes, and it is given as soon as
 * the body is there: nothing that metering does, or that is wrong with a body, can be felt by a viewer.
 */
export function hookEndpoint({ take, maxBytes = 65_536, timeoutMs = 5000 }: HookEndpointOptions): RequestListener {
  return (request, response) => {
    request.setTimeout(timeoutMs, () => answer(request, response));
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      answer(request, response);
      if (size <= maxBytes) take(Buffer.concat(chunks).toString());
      else take(''); // to be counted as garbled
    });
    request.on('error', () => response.destroy());
  };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return;
  response.writeHead(200, { 'content-type': 'application/json', ...(!request.complete && { connection: 'close' }) });
  response.end(YES);
}
