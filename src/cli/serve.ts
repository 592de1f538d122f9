import { Command } from 'commander';
import { pino } from 'pino';
import { DEFAULT_CONFIG, readConfig } from './config-file.ts';
import { watchConfig } from './config-watch.ts';
import { UsageFailure } from './failure.ts';
import { untilStopped } from './until-stopped.ts';

const HELP = `
Prints "weir is listening on http://HOST:PORT" once it can answer; its log goes to stderr as JSON lines.
SIGTERM and SIGINT finish the running requests and exit 0. The config is read again on SIGHUP and when it changes; a version
with a fault is refused whole, and the running one stays.

Example:
  $ weir serve -c weir.yaml
`;

export function serveCommand(): Command {
  return new Command('serve')
    .description('the server: takes usage from nodes, answers the vendors’ APIs and its own')
    .option('-c, --config <file>', 'weir.yaml (default: ./weir.yaml where there is one)')
    .addHelpText('after', HELP)
    .action(serve);
}

async function serve(options: { readonly config?: string }): Promise<void> {
  const config = readConfig(options.config);
  if (!config) throw new UsageFailure('there is no ./weir.yaml here: name the config with -c FILE');
  const logger = pino({ level: process.env.WEIR_LOG_LEVEL ?? 'info' }, pino.destination({ dest: 2, sync: true }));
  const watched = watchConfig({ path: options.config ?? DEFAULT_CONFIG, config, logger });
  try {
    const { startServer } = await import('./compose.ts'); // a big part of the program, which other commands do without
    const server = await startServer({ config, current: watched.current, logger });
    console.log(`weir is listening on ${server.url}`);
    await untilStopped();
    await server.close();
  } finally {
    watched.stop();
  }
}
