/** The exit status of what SIGINT has ended. */
const INTERRUPTED = 130;

/**
 * From here on Ctrl-C ends the command with one line that says what became of its output, until the answer is called. A
 * command that has printed nothing by then has printed nothing at all, not even half a line.
 */
export function onInterrupt(say: string): () => void {
  const end = () => {
    console.error(`${process.stderr.isTTY ? '\r\x1b[K' : ''}weir: interrupted: ${say}`);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', end);
  return () => void process.off('SIGINT', end);
}

/** Ctrl-C does nothing from here on: what is being written to a file takes less than a second. */
export function ignoreInterrupts(): void {
  process.on('SIGINT', () => {});
}
