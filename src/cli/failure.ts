/** The command line asks for something that cannot be: exit status 2. The message is one line. */
export class UsageFailure extends Error {
  override readonly name = 'UsageFailure';
}

/** The command was right and could not be carried out: exit status 1. The message is one line. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
