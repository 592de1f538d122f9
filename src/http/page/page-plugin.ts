import { setTimeout as sleep } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StoreError, type UsageStore } from '../../usage/usage-store.ts';
import type { Vendor } from '../../vendors/vendor.ts';
import { findReader, type Reader } from '../bearer.ts';
import type { Settings } from '../settings.ts';
import { assetRoutes } from './assets.ts';
import type { Curl } from './curl-section.ts';
import { LoginLimit } from './login-limit.ts';
import { loginPage } from './login-page.ts';
import { readOverview } from './overview.ts';
import { overviewPage } from './overview-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { SESSION_SECONDS, Sessions } from './sessions.ts';
import { unavailablePage } from './unavailable-page.ts';

export interface PageOptions {
  readonly settings: () => Settings;
  readonly store: UsageStore;
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly vendors: readonly Vendor[];
  /** The demo's fresh requests, of what the reader may see; absent outside the demo, where no page shows secrets. */
  readonly curls?: (reader: Reader) => readonly Curl[];
  /** How long a wrong token has to wait for its answer; tests shorten it. Default 300 ms. */
  readonly failureDelayMs?: number;
}

const COOKIE = 'weir_session';
const MAX_FORM_BYTES = 8192; // a token

/**
 * The dashboard at `/`, for ServerOptions.plugins. Who is not signed in is sent to /login, which takes an operator's or an
 * account's weir token and gives a session; a reader sees there what the APIs would tell them, and nothing else.
 */
export function pagePlugin(options: PageOptions): (app: FastifyInstance) => void {
  return (app) => {
    app.register(async (scope) => {
      await scope.register(cookie);
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(SECURITY_HEADERS);
      });
      assetRoutes(scope);
      pageRoutes(scope, options, new Sessions(), new LoginLimit());
    });
  };
}

function pageRoutes(app: FastifyInstance, options: PageOptions, sessions: Sessions, limit: LoginLimit): void {
  const { settings, clock, failureDelayMs = 300 } = options;

  app.get('/', async (request, reply) => {
    const reader = readerOf(request);
    if (!reader) return reply.redirect('/login', 303);
    const { status, body } = await page(options, reader, request);
    return sendHtml(reply, status, body);
  });

  app.get('/login', async (request, reply) => {
    return readerOf(request) ? reply.redirect('/', 303) : sendHtml(reply, 200, loginPage());
  });

  app.post('/login', { bodyLimit: MAX_FORM_BYTES }, async (request, reply) => {
    if (isForeign(request)) return sendHtml(reply, 403, loginPage('The form was sent by another site.'));
    const wait = limit.waitSeconds(request.ip, clock());
    if (wait > 0) {
      return sendHtml(
        reply.header('retry-after', wait),
        429,
        loginPage(`Too many wrong tokens: try again in ${wait} s.`),
      );
    }
    const token = tokenIn(request.body);
    if (findReader(token, settings())) {
      setCookie(request, reply, sessions.open(token, clock()));
      return reply.redirect('/', 303);
    }
    limit.failed(request.ip, clock());
    await sleep(failureDelayMs);
    return sendHtml(reply, 401, loginPage('That token is not known.'));
  });

  app.post('/logout', { bodyLimit: MAX_FORM_BYTES }, async (request, reply) => {
    sessions.close(request.cookies[COOKIE]);
    return reply.clearCookie(COOKIE, { path: '/' }).redirect('/login', 303);
  });

  /** Asked anew at each request: a config without the token ends the session. */
  function readerOf(request: FastifyRequest): Reader | undefined {
    const token = sessions.token(request.cookies[COOKIE], clock());
    return token === undefined ? undefined : findReader(token, settings());
  }
}

async function page(
  { settings, store, clock, vendors, curls }: PageOptions,
  reader: Reader,
  request: FastifyRequest,
): Promise<{ status: number; body: string }> {
  try {
    const overview = await readOverview(store, settings(), reader, clock());
    const extras = {
      readerName: reader.kind === 'operator' ? reader.name : reader.account.id,
      curls: curls?.(reader),
      vendorPaths: vendors.map(({ name, routes }) => ({
        vendor: name,
        paths: routes.map(({ method, path }) => `${method} ${path}`),
      })),
      serverUrl: `${request.protocol}://${plainHost(request.host)}`,
    };
    return { status: 200, body: overviewPage(overview, extras) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    request.log.error({ err: error }, 'the dashboard could not be read');
    return { status: 503, body: unavailablePage() };
  }
}

/** The Host header is the visitor's to write, and this ends up in a command to paste. */
function plainHost(host: string): string {
  return /^[\w.-]+(:\d+)?$|^\[[\da-fA-F:]+\](:\d+)?$/.test(host) ? host : '127.0.0.1:8080';
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
