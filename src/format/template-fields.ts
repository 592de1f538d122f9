import { type TextReading, TIME_SHAPES } from './program.ts';

/**
 * The fields of a template that the meter uses, each with the readings it may have: the name behind the colon and what it
 * means in a program. The first is the default.
 *
 *     {host:url}      the host of the absolute URL that stands there
 *     {start:iso}     the request began at 2026-01-01T00:00:30Z
 *
 * `local`, `iso8601` and `msec` are nginx's own times: fixed in width, the fastest to read.
 */
const FIELDS: Readonly<Record<string, Readonly<Record<string, TextReading>>>> = {
  host: { text: 'text', token: 'token', url: 'url', capture: 'capture' },
  time: { ...times('time'), local: 'time_local', iso8601: 'time_iso8601', msec: 'msec' },
  start: times('start'),
  bytes: { digits: 'digits', clf: 'bytes_clf' },
  status: { digits: 'digits' },
  cache: { words: 'words', token: 'token' },
  origin_bytes: { numbers: 'numbers', nonzero: 'nonzero' },
  duration: { decimal: 'decimal' },
  duration_ms: { millis: 'millis' },
  duration_us: { micros: 'micros' },
};

/** Of a field that nobody looks at only the length matters. */
const OTHERS: Readonly<Record<string, TextReading>> = {
  text: 'text',
  token: 'token',
  digits: 'digits',
  decimal: 'decimal',
  numbers: 'numbers',
  words: 'words',
};

function times(moment: 'time' | 'start'): Readonly<Record<string, TextReading>> {
  return Object.fromEntries(TIME_SHAPES.map((shape) => [shape, `${moment}_${shape}` as const]));
}

export function defaultReading(name: string): TextReading {
  return Object.values(readingsOf(name))[0]!;
}

/** `reading` is undefined where the field has none of that name; `accepted` are the names it has. */
export function templateReading(name: string, asked: string): { reading?: TextReading; accepted: string[] } {
  const readings = readingsOf(name);
  const accepted = Object.keys(readings);
  return Object.hasOwn(readings, asked) ? { reading: readings[asked]!, accepted } : { accepted };
}

function readingsOf(name: string): Readonly<Record<string, TextReading>> {
  return Object.hasOwn(FIELDS, name) ? FIELDS[name]! : OTHERS;
}
