import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

// A body that has not arrived by then may never do; its sender was told nothing, and sends it again.
const SLOW_BODIES_MS = 5000;

/**
 * Makes app.close() quick without cutting off an answer: connections on which no request runs are closed at once, the
 * others after their answer. Node itself closes only those that have had a request, so a browser's spare connection would
 * hold up the end for a minute.
 */
export function closeConnectionsOnClose(app: FastifyInstance): void {
  const connections = new Connections();
  const isTls = 'setSecureContext' in app.server;
  app.server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => connections.opened(socket));
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    connections.began(request);
    response.on('close', () => connections.ended(request));
  });
  app.addHook('onSend', async (_request, reply) => {
    if (connections.isClosing) reply.header('connection', 'close');
  });
  app.addHook('preClose', (done) => {
    connections.close();
    done();
  });
}

/** The open connections, and the requests that run on each: several where a client does not wait for its answers. */
class Connections {
  isClosing = false;
  readonly #running = new Map<Socket, Set<IncomingMessage>>();

  opened(socket: Socket): void {
    if (this.isClosing) return void socket.destroy();
    this.#running.set(socket, new Set());
    socket.on('close', () => this.#running.delete(socket));
  }

  began(request: IncomingMessage): void {
    this.#running.get(request.socket)?.add(request);
  }

  ended(request: IncomingMessage): void {
    const requests = this.#running.get(request.socket);
    requests?.delete(request);
    if (this.isClosing && requests?.size === 0) request.socket.end();
  }

  close(): void {
    this.isClosing = true;
    this.#cutUnless((requests) => requests.length > 0);
    const cutSlowBodies = () => this.#cutUnless((requests) => requests.some(({ complete }) => complete));
    setTimeout(cutSlowBodies, SLOW_BODIES_MS).unref();
  }

  #cutUnless(isAtWork: (requests: readonly IncomingMessage[]) => boolean): void {
    for (const [socket, requests] of this.#running) if (!isAtWork([...requests])) socket.destroy();
  }
}
