import { createServer, type Server } from 'node:http';
import { hookEndpoint } from './hook-endpoint.ts';

export interface HookServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** As of HookEndpointOptions. */
  readonly take: (body: string) => void;
}

/**
 * The callbacks' end point on an address of its own. Where it cannot listen, because the port is taken, that is told and
 * tried again with every `open`: SRS refuses players while nobody answers, but logs and polls go on.
 */
export class HookServer {
  /** Why it cannot listen; undefined while it does, or was not opened yet. */
  fault: string | undefined;
  readonly #options: HookServerOptions;
  #server: Server | undefined;

  constructor(options: HookServerOptions) {
    this.#options = options;
  }

  /** Where it listens; undefined while it does not. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** Begins to listen, unless it does. */
  open(): void {
    if (this.#server) return;
    const { host, port, take } = this.#options;
    const server = createServer(hookEndpoint({ take }));
    this.#server = server;
    server.once('listening', () => {
      this.fault = undefined;
    });
    server.on('error', (error) => {
      this.fault = `callbacks cannot be taken at ${host}:${port}: ${error.message}`;
      this.#server = undefined;
    });
    server.listen(port, host);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
