import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { answerRaw, hasBody } from './broken-requests.ts';

/** How long a client may take, in milliseconds: a server has a connection for everybody who is quick enough. */
export interface Patience {
  /** For the request line and the headers, from the first byte or, on a new connection, from its opening. */
  readonly headersMs: number;
  /** For a body, from the end of the headers; a route may give more (`config: { bodyMs }`). */
  readonly bodyMs: number;
  /** Without a byte in either direction, while an answer is worked on or a client does not take it. */
  readonly stalledMs: number;
  /** How often the server looks at its connections' headers. */
  readonly checkMs: number;
}

export const PATIENCE: Patience = {
  headersMs: 15_000,
  bodyMs: 30_000, // 1 MiB at 35 kB/s
  stalledMs: 120_000, // a question ends after 30 s, and a batch may wait for its turn at the disk
  checkMs: 5_000,
};

/** A batch of 64 MiB over an uplink of 2 Mbit/s: for senders whose token was seen before the body is read. */
export const BATCH_MS = 5 * 60_000;

/** Each holds a file descriptor, of which the store needs some too, and at most one body of 1 MiB. */
export const MAX_CONNECTIONS = 4096;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Milliseconds for a request's body to arrive. Default: PATIENCE.bodyMs. */
    bodyMs?: number;
  }
}

/** Ends the connection of a client whose body has not arrived in time; others never notice it. */
export function limitBodies(app: FastifyInstance, { bodyMs }: Patience): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request.raw)) limitBody(request.raw, reply.raw, bodyMs, request.routeOptions.config.bodyMs ?? bodyMs);
    done();
  });
}

/** `longerMs` is for who was not refused by the end of `ms`. */
function limitBody(request: IncomingMessage, answer: ServerResponse, ms: number, longerMs: number): void {
  let timer = setTimeout(cutOff, ms, longerMs - ms).unref();
  request.once('close', () => clearTimeout(timer));

  function cutOff(moreMs: number): void {
    if (request.complete) return;
    if (answer.headersSent) request.socket.destroy();
    else if (moreMs > 0) timer = setTimeout(cutOff, moreMs, 0).unref();
    else answerRaw(request.socket, 408, 'the body did not arrive in time');
  }
}
