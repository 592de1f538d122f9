import { timeShape } from '../format/byte-classes.ts';
import type { FormatProgram, Role, TextReading } from '../format/program.ts';
import { hostNarrower, type NarrowHost } from './narrow-host.ts';
import { readDurationMs, readInteger, readMicroseconds, readMilliseconds } from './read-number.ts';
import type { ReadTime } from './read-time.ts';
import { timeReader } from './time-reader.ts';
import { walkerOf } from './typed-field.ts';

type ReadNumber = (buffer: Uint8Array, start: number, end: number) => number;

/** How a format's captured fields become values; chosen once for a program, by the readings of its fields. */
export interface FieldReaders {
  readonly narrowHost: NarrowHost;
  /** Unix seconds; Unix milliseconds where `isStart`. */
  readonly readTime: ReadTime;
  /** Would a text line's time field reach over just these bytes? JSON has no such fields. */
  readonly hasTimeShape: (buffer: Uint8Array, start: number, end: number) => boolean;
  /** The time is the request's beginning; it ended when its duration was over. */
  readonly isStart: boolean;
  readonly readBytes: ReadNumber;
  /** 0 bytes from the origin mean that it was not asked. */
  readonly zeroIsNone: boolean;
  /** Milliseconds. */
  readonly readDuration: ReadNumber;
}

export function fieldReaders(program: FormatProgram): FieldReaders {
  const time = readingOf(program, 'time');
  return {
    narrowHost: hostNarrower(program),
    readTime: timeReader(program),
    hasTimeShape: timeShapeCheck(time),
    isStart: time !== undefined && timeShape(time) !== undefined && time.startsWith('start_'),
    readBytes: readingOf(program, 'bytes') === 'bytes_clf' ? readClfBytes : readInteger,
    zeroIsNone: readingOf(program, 'origin') === 'nonzero',
    readDuration: durationReader(program),
  };
}

function timeShapeCheck(reading: TextReading | undefined): FieldReaders['hasTimeShape'] {
  const walk = reading && walkerOf(reading);
  return (buffer, start, end) => walk === undefined || walk(buffer, start, end) === end;
}

/** undefined for a JSON format, and for a role that no field has. */
function readingOf(program: FormatProgram, role: Role): TextReading | undefined {
  const step = program.kind === 'text' ? program.steps.find((s) => s.kind === 'field' && s.role === role) : undefined;
  return step?.kind === 'field' ? step.reading : undefined;
}

function durationReader(program: FormatProgram): ReadNumber {
  const reading = readingOf(program, 'duration'); // the JSON matcher writes every duration in seconds
  if (reading === 'millis') return unpadded(readMilliseconds);
  return reading === 'micros' ? unpadded(readMicroseconds) : readDurationMs;
}

function unpadded(read: ReadNumber): ReadNumber {
  return (buffer, start, end) => {
    let at = start;
    while (at < end && buffer[at] === 0x20) at++;
    return read(buffer, at, end);
  };
}

/** Apache's `%b` is '-' where no bytes were sent. */
function readClfBytes(buffer: Uint8Array, start: number, end: number): number {
  return end - start === 1 && buffer[start] === 0x2d ? 0 : readInteger(buffer, start, end);
}
