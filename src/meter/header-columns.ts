import type { FormatProgram, TextProgram } from '../format/program.ts';
import { programForColumns } from '../format/w3c-columns.ts';

const MARK = '#Fields:';

/**
 * Which columns a log has, for formats whose header lines name them; for all others nothing ever changes.
 *
 *     #Fields: date time sc-bytes x-host-header     in
 *     the program for lines of these four columns   out
 *
 * Logs put together from several have several headers, and each counts from its own line on.
 */
export class HeaderColumns {
  /** The header line in force; undefined while none has been seen. */
  current: string | undefined;
  readonly #program: TextProgram | undefined;

  constructor(program: FormatProgram) {
    this.#program = program.kind === 'text' && program.header !== undefined ? program : undefined;
  }

  /** In: a line that begins with '#', or undefined where another log begins. Out: the program from there on, if it changes. */
  next(line: Uint8Array | undefined): TextProgram | undefined {
    if (this.#program === undefined) return undefined;
    const header = line && headerOf(line);
    if (header === this.current || (line !== undefined && header === undefined)) return undefined;
    this.current = header;
    return header === undefined ? this.#program : programForColumns(this.#program, header.slice(MARK.length));
  }
}

/** undefined for another comment, such as `#Version: 1.0`. */
function headerOf(line: Uint8Array): string | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, MARK.length)).toString('latin1');
  return text === MARK ? Buffer.from(line.buffer, line.byteOffset, line.length).toString() : undefined;
}
