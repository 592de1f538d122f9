import { Command, CommanderError } from 'commander';
import { CommandFailure, UsageFailure } from './failure.ts';
import { version } from './version.ts';

/** Runs `weir COMMAND ...`; argv as in process.argv. Exit status: 0 ok, 1 failed, 2 usage. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await (await createProgram(argv[2])).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** In the order of the help text. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  ingest: async () => (await import('./ingest.ts')).ingestCommand(),
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

/** Commander throws instead of exiting, and its complaint is one line. */
function quietly(command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `weir ${command.name()}: `)) });
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  console.error(`weir: ${message}`);
  if (error instanceof UsageFailure) return 2;
  if (!(error instanceof CommandFailure) && process.env.WEIR_DEBUG) console.error(error);
  return 1;
}
