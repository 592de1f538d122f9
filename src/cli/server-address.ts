import type { Config } from '../config/config.ts';
import { UsageFailure } from './failure.ts';

/** Where a command finds the server: what --server says, else where the config's listens, else http://127.0.0.1:8080. */
export function serverAddress(given: string | undefined, config: Config | undefined): string {
  const server = given ?? (config ? addressOf(config) : 'http://127.0.0.1:8080');
  if (URL.canParse(server) && /^https?:/.test(server)) return server;
  throw new UsageFailure(`--server ${server}: an address such as http://127.0.0.1:8080 is expected`);
}

/** As this machine reaches it. */
function addressOf({ listen: { host, port }, tls }: Config): string {
  const reachable =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${reachable}:${port}`;
}
