import type { FastifyInstance } from 'fastify';
import { ICON } from './layout.ts';
import type { WebFiles } from './web-files.ts';

/** A name holds the hash of its content: what is behind it never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The page's files. They hold nothing of anybody's, so they need no login. */
export function assetRoutes(app: FastifyInstance, { files }: WebFiles): void {
  app.get('/page/icon.svg', (_request, reply) =>
    reply.header('cache-control', 'max-age=300').type('image/svg+xml').send(ICON),
  );
  for (const [path, { type, body, gzipped }] of files) {
    app.get(path, (request, reply) => {
      reply.headers({ 'cache-control': FOR_EVER, vary: 'accept-encoding' }).type(type);
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(body);
      return reply.header('content-encoding', 'gzip').send(gzipped);
    });
  }
}
