import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { UsageFailure } from './failure.ts';

const HELP = `
Everything is real but the traffic: three invented nodes write nginx logs of the last 31 days, the pipeline meters them, and
new lines keep coming. Nothing is kept: the data lies in a temporary folder that goes when the demo ends.

Example:
  $ weir demo --port 8080
`;

export function demoCommand(): Command {
  return new Command('demo')
    .description('a server with 31 days of generated traffic, and a signed curl for each vendor API')
    .option('--port <port>', 'the port of 127.0.0.1 to listen on; another free one where it is taken', '8080')
    .addHelpText('after', HELP)
    .action(demo);
}

async function demo(options: { readonly port: string }): Promise<void> {
  const port = portOf(options.port);
  const folder = await mkdtemp(join(tmpdir(), 'weir-demo-'));
  try {
    const { runDemo } = await import('./run-demo.ts'); // a big part of the program, which other commands do without
    await runDemo(folder, port);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageFailure(`--port ${text}: a number from 0 to 65535 is expected`);
}
