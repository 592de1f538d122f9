import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { type PageOptions, pagePlugin } from '../http/page/page-plugin.ts';
import { readWebFiles, type WebFiles } from '../http/page/web-files.ts';
import { createServer } from '../http/server.ts';
import { Ledger } from '../ingest/ledger.ts';
import { Receiver } from '../ingest/receiver.ts';
import { openRepairs } from '../repair/repairs.ts';
import { Sources } from '../sources/sources.ts';
import { openEmbeddedStore } from '../store/embedded-store.ts';
import { StoreError, type UsageStore } from '../usage/usage-store.ts';
import { createVendors } from '../vendors/index.ts';
import { CommandFailure } from './failure.ts';
import { readTlsFiles } from './tls-files.ts';

export interface RunningServer {
  /** Where it listens: http://127.0.0.1:8080. */
  readonly url: string;
  readonly store: UsageStore;
  /** Stops taking requests, finishes the running ones, closes the store. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** What the server is built around: listen, store, tls. */
  readonly config: Config;
  /** The rest of it, asked at every request; default: as it is in `config`, for ever. */
  readonly current?: () => Config;
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

async function createApp({ config, current, logger, curls }: StartOptions, store: UsageStore): Promise<App> {
  const settings = current ?? (() => config);
  const retentionSeconds = () => settings().retention.fiveMinutesSeconds;
  const ledger = await Ledger.load(store);
  let receiver: Receiver | undefined; // until there is one, nothing is on its way into the store
  const repairs = await openRepairs({ store, ledger, settled: async () => receiver?.settled() });
  receiver = new Receiver({ store, ledger, retentionSeconds, rules: repairs.rules });
  const sources = await Sources.open({ store, ledger, repairs, now: Date.now() });
  const common = { settings, store, vendors: createVendors(), clock: Date.now };
  const page = pagePlugin({ ...common, web: await openWebFiles(), ...(curls && { curls }) });
  return createServer({
    ...common,
    receiver,
    repairs,
    sources,
    logger,
    tls: config.tls && readTlsFiles(config.tls),
    plugins: [page],
  });
}

/** Beside the built program, wherever that is. */
async function openWebFiles(): Promise<WebFiles> {
  try {
    return await readWebFiles(new URL('../../web/', import.meta.url));
  } catch (cause) {
    throw new CommandFailure('the dashboard (dist/web) is not built or not whole: run `npm run build`', { cause });
  }
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
