import type { Writable } from 'node:stream';
import { CommandFailure } from './failure.ts';

const BATCH_CHARACTERS = 64 * 1024;

/** Writes lines, which come without their newlines; see print. */
export function printLines(lines: Iterable<string>, output: Writable = process.stdout): Promise<void> {
  return print(batches(lines), output);
}

/**
 * Writes pieces of text as fast as they are taken and no faster. A reader that has seen enough (`weir report ... | head`)
 * closes the pipe; that ends the writing quietly. Any other fault of the output rejects with a CommandFailure.
 */
export async function print(pieces: Iterable<string | Uint8Array>, output: Writable = process.stdout): Promise<void> {
  for (const piece of pieces) {
    const error = await write(output, piece);
    if (error?.code === 'EPIPE') return;
    if (error) throw new CommandFailure(`standard output: ${error.message}`, { cause: error });
  }
}

/** Resolves when the batch has been taken, with the fault where it was not. */
function write(output: Writable, batch: string | Uint8Array): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    output.once('error', resolve); // the callback hears of it too; unheard, it would end the process
    output.write(batch, (error) => {
      if (!error) output.off('error', resolve);
      resolve(error ?? undefined);
    });
  });
}

function* batches(lines: Iterable<string>): Generator<string> {
  let batch = '';
  for (const line of lines) {
    batch += `${line}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}
