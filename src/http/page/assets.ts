import type { FastifyInstance } from 'fastify';
import { ICON } from './layout.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const ASSETS = [
  { path: '/page/weir.css', type: 'text/css; charset=utf-8', text: STYLE },
  { path: '/page/weir.js', type: 'text/javascript; charset=utf-8', text: SCRIPT },
  { path: '/page/icon.svg', type: 'image/svg+xml', text: ICON },
];

/** The page's files. They hold nothing of anybody's, so they need no login; five minutes old is young enough. */
export function assetRoutes(app: FastifyInstance): void {
  for (const { path, type, text } of ASSETS) {
    app.get(path, (_request, reply) => reply.header('cache-control', 'max-age=300').type(type).send(text));
  }
}
