import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badRequest, problemBody } from './problem.ts';

/**
 * What the server says before there is a request: to bytes that are no HTTP, to headers that do not end or do not come.
 * The answer is problem+json as everywhere, written to the socket by hand, and the connection ends with it.
 *
 *     'FOO / HTTP/1.1'   ->   400 {"type":"about:blank","title":"bad-request","status":400,"detail":"... Invalid method ..."}
 */
export function answerNoRequest(error: NodeJS.ErrnoException & { reason?: string }, socket: Socket): void {
  const { code = '', reason = '' } = error;
  if (!/^(HPE|ERR_HTTP)_/.test(code))
    socket.destroy(); // gone, or not even TLS: nobody would read an answer
  else if (code === 'HPE_HEADER_OVERFLOW') answerRaw(socket, 431, 'the request line and headers are over 16 KiB');
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') answerRaw(socket, 408, 'the request did not arrive in time');
  else answerRaw(socket, 400, `this is not HTTP/1.1: ${reason}`);
}

const LINGER_MS = 1000; // closing at once, with bytes unread, would take the answer away from the client

/** Writes a problem to a socket whose request Node or fastify will not answer, and closes it. */
export function answerRaw(socket: Socket, status: number, detail: string): void {
  if (!socket.writable) return;
  const body = problemBody(badRequest(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** An Expect header other than 100-continue, which Node answers by itself. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = problemBody(badRequest(417, 'of Expect only 100-continue is known'));
  response.writeHead(417, { 'content-type': 'application/problem+json; charset=utf-8', connection: 'close' }).end(body);
}

/**
 * Lets a client that is refused while it sends finish sending, which slow-clients.ts bounds, and drops what comes. Closing
 * at once would reset the connection, and that is what most clients would report instead of the refusal.
 */
export function hearOut({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (!hasBody(raw) || raw.complete) return;
  const answer = reply.raw;
  reply.removeHeader('connection');
  if (!answer.shouldKeepAlive) {
    answer.shouldKeepAlive = true; // else Node closes with the answer
    const closeAfterBoth = () => void (raw.complete && answer.writableFinished && raw.socket.end());
    raw.once('close', closeAfterBoth);
    answer.once('finish', closeAfterBoth);
  }
  raw.resume();
}

/** Whether a request announced one. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** Node would refuse such a request without a word. */
export function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers, httpVersion } = request.raw;
    if (headers.host !== undefined || httpVersion === '1.0') done();
    else done(badRequest(400, 'the header Host is missing'));
  });
}
