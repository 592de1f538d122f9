import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { type PageOptions, pagePlugin } from '../http/page/page-plugin.ts';
import { createServer, type ServerOptions } from '../http/server.ts';
import { Ledger } from '../ingest/ledger.ts';
import { Receiver } from '../ingest/receiver.ts';
import { openEmbeddedStore } from '../store/embedded-store.ts';
import { StoreError, type UsageStore } from '../usage/usage-store.ts';
import { createVendors } from '../vendors/index.ts';
import { CommandFailure } from './failure.ts';

export interface RunningServer {
  /** Where it listens: http://127.0.0.1:8080. */
  readonly url: string;
  readonly store: UsageStore;
  /** Stops taking requests, finishes the running ones, closes the store. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** The demo's ready-signed requests for the page; elsewhere no page shows secrets. */
  readonly curls?: PageOptions['curls'];
}

/** Opens the store, builds the server around it and listens. Throws CommandFailure where that cannot be done. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { config } = options;
  const store = await openStore(config);
  try {
    const app = await createApp(options, store);
    const url = await listen(app, config);
    return {
      url,
      store,
      close: async () => {
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

type App = ReturnType<typeof createServer>;

async function createApp({ config, logger, curls }: StartOptions, store: UsageStore): Promise<App> {
  const retentionSeconds = () => config.retention.fiveMinutesSeconds;
  const receiver = new Receiver({ store, ledger: await Ledger.load(store), retentionSeconds });
  const common = { settings: () => config, store, vendors: createVendors(), clock: Date.now };
  const page = pagePlugin({ ...common, ...(curls && { curls }) });
  return createServer({ ...common, receiver, logger, tls: tlsOf(config), plugins: [page] });
}

async function openStore({ store }: Config): Promise<UsageStore> {
  if (store.kind !== 'embedded') {
    throw new CommandFailure(
      'store.kind clickhouse is not in this version yet; store: { kind: embedded, path: ... } is',
    );
  }
  try {
    return await openEmbeddedStore({ path: store.path });
  } catch (error) {
    if (error instanceof StoreError) throw new CommandFailure(error.message, { cause: error });
    throw error;
  }
}

function tlsOf({ tls }: Config): ServerOptions['tls'] {
  if (!tls) return undefined;
  const read = (path: string, what: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new CommandFailure(`cannot read tls.${what} ${path}: ${(error as Error).message}`);
    }
  };
  return { cert: read(tls.cert, 'cert'), key: read(tls.key, 'key') };
}

/** A port that somebody else has: the demo takes another one, serve gives up. */
export class PortTaken extends CommandFailure {}

async function listen(app: App, { listen: { host, port }, tls }: Config): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const address = `${host}:${port}`;
    if (code === 'EADDRINUSE')
      throw new PortTaken(`port ${port} of ${host} is taken: stop what uses ${address}, or change listen`);
    if (code === 'EACCES')
      throw new CommandFailure(`may not listen on ${address}: use a port above 1023, or give the process the right`);
    throw new CommandFailure(`cannot listen on ${address}: ${(error as Error).message}`, { cause: error });
  }
  const { port: actual } = app.server.address() as AddressInfo;
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
