import type { FormatProgram, Role } from '../format/program.ts';
import { FieldSenses } from './field-sense.ts';
import { isBlank, isComment } from './line-kind.ts';
import { LineSplitter } from './split-lines.ts';
import { StreamMeter } from './stream-meter.ts';

/** How a format does on some lines. */
export interface FormatTrial {
  readonly lines: number;
  readonly metered: number;
  /** Of the metered lines, those whose other fields make no sense: the format is another one. */
  readonly odd: number;
  /** Rejected lines by reason. */
  readonly rejects: Readonly<Record<string, number>>;
  /** What at least one line has. */
  readonly found: readonly Role[];
}

/** Meters the beginning of a log to see whether a format fits it. The program has been through requireDomain. */
export function tryFormat(program: FormatProgram, head: Uint8Array): FormatTrial {
  const stream = new StreamMeter(program, { kernel: null });
  stream.push(head);
  stream.end({ final: true });
  const { lines, rejected } = stream;
  const metered = lines - rejected;
  const senses = new FieldSenses(program);
  eachLine(head, (buffer, start, end) => senses.look(buffer, start, end));
  const { found } = senses;
  return { lines, metered, odd: Math.min(senses.odd, metered), rejects: stream.open()?.rejects ?? {}, found };
}

/** Lines as the meter sees them: no newline, no CR, neither blank nor a comment. */
export function eachLine(head: Uint8Array, line: (buffer: Uint8Array, start: number, end: number) => void): void {
  const splitter = new LineSplitter({
    line: (buffer, start, end) => {
      if (!isComment(buffer, start, end) && !isBlank(buffer, start, end)) line(buffer, start, end);
    },
    tooLong: () => {},
    lineEnd: () => {},
  });
  splitter.push(head);
  splitter.flush();
}
