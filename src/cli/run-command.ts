import { type Command, CommanderError } from 'commander';
import { CommandFailure, UsageFailure } from './failure.ts';

/** Runs a program that was put together; argv as in process.argv. Exit status: 0 ok, 1 failed, 2 usage. */
export async function runCommand(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/** Commander throws instead of exiting, and its complaint is one line. */
export function quietly(command: Command, name = `weir ${command.name()}`): Command {
  return command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, `${name}: `)) });
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  console.error(`weir: ${message}`);
  if (error instanceof UsageFailure) return 2;
  if (!(error instanceof CommandFailure) && process.env.WEIR_DEBUG) console.error(error);
  return 1;
}
