import { Command, CommanderError } from 'commander';
import { checkConfigCommand } from './check-config.ts';
import { demoCommand } from './demo.ts';
import { CommandFailure, UsageFailure } from './failure.ts';
import { forgetCommand } from './forget.ts';
import { ingestCommand } from './ingest.ts';
import { nodesCommand } from './nodes.ts';
import { reportCommand } from './report.ts';
import { serveCommand } from './serve.ts';
import { version } from './version.ts';

/** Runs `weir COMMAND ...`; argv as in process.argv. Exit status: 0 ok, 1 failed, 2 usage. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function createProgram(): Command {
  const program = new Command('weir')
    .description('Meters CDN and live-streaming traffic from edge logs, and answers the vendors’ usage APIs.')
    .version(version())
    .showSuggestionAfterError()
    .exitOverride();
  const commands = [
    demoCommand(),
    serveCommand(),
    reportCommand(),
    ingestCommand(),
    nodesCommand(),
    forgetCommand(),
    checkConfigCommand(),
  ];
  for (const command of commands) program.addCommand(quietly(command));
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
