import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../../accounts/accounts.ts';
import type { Reader } from '../bearer.ts';
import { Problem } from '../problem.ts';
import type { Curl } from './demo-requests.ts';
import type { PageOptions } from './page-plugin.ts';

/** What the page has to know about who looks at it. Holds no number and no secret but the demo's. */
export interface SessionAnswer {
  readonly reader: { readonly kind: Reader['kind']; readonly name: string };
  /** Unix seconds: a browser's clock may be wrong. */
  readonly now: number;
  readonly accounts: readonly {
    readonly id: string;
    readonly time_zone: string;
    readonly projects: Account['projects'];
  }[];
  readonly vendors: readonly { readonly name: string; readonly paths: readonly string[] }[];
  /** Which of the APIs that a page stands on this server has. */
  readonly apis: readonly string[];
  /** The demo's requests, signed just now. */
  readonly curls?: readonly Curl[];
}

const OPTIONAL_APIS = ['/weir/v1/billing', '/weir/v1/sources', '/weir/v1/streams', '/weir/v1/openapi.json'];

/** GET /page/session: 401 without a session. */
export function sessionRoute(
  app: FastifyInstance,
  { settings, clock, vendors, curls }: PageOptions,
  readerOf: (request: FastifyRequest) => Reader | undefined,
): void {
  app.get('/page/session', async (request): Promise<SessionAnswer> => {
    const reader = readerOf(request);
    if (!reader) throw new Problem(401, 'unauthorized', 'nobody is signed in: sign in at /login');
    const visible = reader.kind === 'operator' ? settings().accounts.accounts : [reader.account];
    return {
      reader: { kind: reader.kind, name: reader.kind === 'operator' ? reader.name : reader.account.id },
      now: clock() / 1000,
      accounts: visible.map(({ id, timeZone, projects }) => ({ id, time_zone: timeZone, projects })),
      vendors: vendors.map(({ name, routes }) => ({
        name,
        paths: routes.map(({ method, path }) => `${method} ${path}`),
      })),
      apis: OPTIONAL_APIS.filter((url) => app.hasRoute({ method: 'GET', url })),
      ...(curls && { curls: curls(reader) }),
    };
  });
}
