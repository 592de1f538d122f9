import { Command } from 'commander';
import { quietly, runCommand } from './run-command.ts';
import { version } from './version.ts';

/** Runs `weir COMMAND ...`; argv as in process.argv. Exit status: 0 ok, 1 failed, 2 usage. */
export async function run(argv: readonly string[]): Promise<void> {
  await runCommand(await createProgram(argv[2]), argv);
}

/** In the order of the help text. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  ingest: async () => (await import('./ingest.ts')).ingestCommand(),
  agent: async () => (await import('./agent.ts')).agentCommand(),
  nodes: async () => (await import('./nodes.ts')).nodesCommand(),
  bill: async () => (await import('./bill.ts')).billCommand(),
  forget: async () => (await import('./forget.ts')).forgetCommand(),
  'check-config': async () => (await import('./check-config.ts')).checkConfigCommand(),
};

/** Only what the named command needs is loaded; help and unknown names need all of them. */
async function createProgram(name: string | undefined): Promise<Command> {
  const program = new Command('weir')
    .description('Meters CDN and live-streaming traffic from edge logs, and answers the vendors’ usage APIs.')
    .version(version())
    .showSuggestionAfterError()
    .exitOverride();
  const isKnown = name !== undefined && Object.hasOwn(COMMANDS, name);
  const load = isKnown ? [COMMANDS[name]!] : Object.values(COMMANDS);
  for (const command of await Promise.all(load.map((one) => one()))) program.addCommand(quietly(command));
  return program;
}
