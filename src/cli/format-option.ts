import { compileFormat, requireDomain } from '../format/compile.ts';
import { FormatError } from '../format/format-error.ts';
import type { FormatProgram } from '../format/program.ts';
import { resolveFormat } from '../format/resolve-format.ts';
import type { FormatSpec } from '../format/spec.ts';
import { UsageFailure } from './failure.ts';

/** What --format and --domain choose, compiled. What is wrong with it is a fault of the command line: UsageFailure. */
export function chosenProgram(
  { format, domain }: { readonly format: string; readonly domain?: string },
  configFormats: Readonly<Record<string, FormatSpec>>,
): FormatProgram {
  try {
    return requireDomain(compileFormat(resolveFormat(format, configFormats), format), domain);
  } catch (error) {
    if (error instanceof FormatError) throw new UsageFailure(`--format: ${error.message}`, { cause: error });
    throw error;
  }
}
