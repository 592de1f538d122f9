import { timeShape } from '../format/byte-classes.ts';
import type { FormatProgram, TextProgram, TextReading } from '../format/program.ts';
import { stampReader } from './read-stamp.ts';
import { type ReadTime, readAnyTime, readRfc3339, readTimeLocal, readUnixSeconds } from './read-time.ts';

const TEXT_READERS: Readonly<Partial<Record<TextReading, ReadTime>>> = {
  time_local: readTimeLocal,
  time_iso8601: readRfc3339,
  msec: readUnixSeconds,
};

/**
 * The reader of a format's time stamps, remembering the last one: most lines end in the same second as the one before. Out:
 * Unix seconds, but milliseconds for the `start_` readings, to which a duration is still to be added.
 */
export function timeReader(program: FormatProgram): ReadTime {
  if (program.kind === 'json') return remembering(readAnyTime);
  const step = program.steps.find((s) => s.kind === 'field' && s.role === 'time');
  return remembering((step?.kind === 'field' && textReader(program, step.reading)) || readAnyTime);
}

function textReader({ utcOffsetSeconds }: TextProgram, reading: TextReading): ReadTime | undefined {
  const shape = timeShape(reading);
  if (shape === undefined) return TEXT_READERS[reading];
  const readMs = stampReader(shape, utcOffsetSeconds);
  return reading.startsWith('start_') ? readMs : (buffer, start, end) => Math.floor(readMs(buffer, start, end) / 1000);
}

function remembering(read: ReadTime): ReadTime {
  const last = new Uint8Array(32);
  let lastLength = -1;
  let lastSeconds = -1;
  return (buffer, start, end) => {
    if (end - start === lastLength && isSame(last, buffer, start, lastLength)) return lastSeconds;
    const seconds = read(buffer, start, end);
    lastLength = end - start <= last.length ? end - start : -1;
    for (let i = 0; i < lastLength; i++) last[i] = buffer[start + i]!;
    lastSeconds = seconds;
    return seconds;
  };
}

/** Backwards: stamps differ in their last digits first. */
function isSame(last: Uint8Array, buffer: Uint8Array, start: number, length: number): boolean {
  for (let i = length - 1; i >= 0; i--) {
    if (last[i] !== buffer[start + i]) return false;
  }
  return true;
}
