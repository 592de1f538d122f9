import { detectFormat } from './detect-format.ts';
import { recognised, unrecognised } from './detect-text.ts';
import { CommandFailure } from './failure.ts';
import { logHead } from './log-head.ts';
import { printLines } from './print-lines.ts';

/**
 * `weir report --detect FILE...`: names the preset that fits each log, or says what it saw. Rejects with CommandFailure, after
 * all logs were looked at, where no preset fits one of them; with LogReadError for a log that cannot be read.
 */
export async function detectFormats(paths: readonly string[]): Promise<void> {
  const failed: string[] = [];
  for (const path of paths) {
    const detected = detectFormat(await logHead(path));
    if (detected === undefined) {
      failed.push(`${path}: its first 256 KiB have no complete line to know a format by`);
    } else if (detected.best) {
      await printLines(recognised(path, detected.best, detected.others));
    } else {
      await printLines(unrecognised(path, detected));
      failed.push(`${path}: no preset fits; a format of your own is needed`);
    }
  }
  if (failed.length > 0) throw new CommandFailure(failed.join('; '));
}
