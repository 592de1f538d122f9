import { setTimeout as sleep } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Vendor } from '../../vendors/vendor.ts';
import { findReader, type Reader } from '../bearer.ts';
import type { Settings } from '../settings.ts';
import { appPage, PAGE_PATHS } from './app-page.ts';
import { assetRoutes } from './assets.ts';
import type { Curl } from './demo-requests.ts';
import { LoginLimit } from './login-limit.ts';
import { type LoginFault, loginPage } from './login-page.ts';
import { preferencesOf } from './preferences.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { bearerHeader, mayUseSession } from './session-authorization.ts';
import { sessionRoute } from './session-route.ts';
import { SESSION_SECONDS, Sessions } from './sessions.ts';
import type { WebFiles } from './web-files.ts';

export interface PageOptions {
  readonly settings: () => Settings;
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly vendors: readonly Vendor[];
  /** The built dashboard. */
  readonly web: WebFiles;
  /** The demo's fresh requests, of what the reader may see; absent outside the demo, where no page shows secrets. */
  readonly curls?: (reader: Reader) => readonly Curl[];
  /** How long a wrong token has to wait for its answer; tests shorten it. Default 300 ms. */
  readonly failureDelayMs?: number;
}

const COOKIE = 'weir_session';
const MAX_FORM_BYTES = 8192; // a token

/**
 * The dashboard at `/`, for ServerOptions.plugins. Who is not signed in is sent to /login, which takes an operator's or an
 * account's weir token and gives a session; with it the page's script asks the same /weir/v1 as everybody, so that a reader
 * sees what the APIs would tell them, and nothing else.
 */
export function pagePlugin(options: PageOptions): (app: FastifyInstance) => void {
  return (app) => {
    const sessions = new Sessions();
    app.register(cookie);
    // before any other hook looks at the header; the API's routes know nothing of sessions
    app.addHook('onRequest', async (request, reply) => {
      if (!mayUseSession(request)) return;
      const token = sessions.token(app.parseCookie(request.headers.cookie!)[COOKIE], options.clock());
      if (token === undefined) return;
      request.headers.authorization = bearerHeader(token);
      reply.header('cache-control', 'no-store');
    });
    app.register(async (scope) => {
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(SECURITY_HEADERS);
      });
      assetRoutes(scope, options.web);
      pageRoutes(scope, options, sessions, new LoginLimit());
    });
  };
}

function pageRoutes(app: FastifyInstance, options: PageOptions, sessions: Sessions, limit: LoginLimit): void {
  const { settings, clock, web, curls, failureDelayMs = 300 } = options;

  for (const path of PAGE_PATHS) {
    app.get(path, async (request, reply) => {
      const reader = readerOf(request);
      if (!reader) return reply.redirect(loginPath(request.url), 303);
      return sendHtml(reply, 200, appPage(web, preferencesOf(request), curls?.(reader)));
    });
  }
  sessionRoute(app, options, readerOf);

  app.get('/login', async (request, reply) => {
    return readerOf(request) ? reply.redirect(nextOf(request), 303) : sendLogin(request, reply, 200);
  });

  app.post('/login', { bodyLimit: MAX_FORM_BYTES }, async (request, reply) => {
    if (isForeign(request)) return sendLogin(request, reply, 403, { kind: 'foreign' });
    const seconds = limit.waitSeconds(request.ip, clock());
    if (seconds > 0) return sendLogin(request, reply.header('retry-after', seconds), 429, { kind: 'wait', seconds });
    const token = tokenIn(request.body);
    if (findReader(token, settings())) {
      setCookie(request, reply, sessions.open(token, clock()));
      return reply.redirect(nextOf(request), 303);
    }
    limit.failed(request.ip, clock());
    await sleep(failureDelayMs);
    return sendLogin(request, reply, 401, { kind: 'unknown' });
  });

  app.post('/logout', { bodyLimit: MAX_FORM_BYTES }, async (request, reply) => {
    sessions.close(request.cookies[COOKIE]);
    return reply.clearCookie(COOKIE, { path: '/' }).redirect('/login', 303);
  });

  function sendLogin(request: FastifyRequest, reply: FastifyReply, status: number, fault?: LoginFault): FastifyReply {
    return sendHtml(reply, status, loginPage(web, preferencesOf(request), nextOf(request), fault));
  }

  /** Asked anew at each request: a config without the token ends the session. */
  function readerOf(request: FastifyRequest): Reader | undefined {
    const token = sessions.token(request.cookies[COOKIE], clock());
    return token === undefined ? undefined : findReader(token, settings());
  }
}

/** A link that somebody shared leads to its page after signing in. */
function loginPath(url: string): string {
  return url === '/' ? '/login' : `/login?next=${encodeURIComponent(url)}`;
}

/** Only a page of ours, never another site: the address is the visitor's to write. */
function nextOf(request: FastifyRequest): string {
  const { next } = request.query as Readonly<Record<string, unknown>>;
  if (typeof next !== 'string' || !/^[!-~]+$/.test(next)) return '/';
  return PAGE_PATHS.some((path) => path === next.split('?')[0]) ? next : '/';
}

/** The server takes bodies raw. */
function tokenIn(body: unknown): string {
  const form = new URLSearchParams(body instanceof Uint8Array ? new TextDecoder().decode(body) : '');
  return form.get('token')?.trim() ?? '';
}

/** A browser says where a form comes from; the session's cookie is SameSite, but signing in needs none. */
function isForeign({ headers: { origin, host } }: FastifyRequest): boolean {
  return origin !== undefined && hostOf(origin) !== hostOf(`http://${host}`);
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function setCookie(request: FastifyRequest, reply: FastifyReply, id: string): void {
  const secure = request.protocol === 'https';
  reply.setCookie(COOKIE, id, { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: SESSION_SECONDS });
}

function sendHtml(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(body);
}
