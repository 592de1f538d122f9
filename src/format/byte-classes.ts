import { type TextReading, TIME_SHAPES, type TimeShape } from './program.ts';

/** Wider than any time, so that one that cannot be read is found whole and named as such. */
const TIME_CHARACTERS = /[A-Za-z0-9/:.+-]/;

/**
 * The characters that a field with a shape is made of; undefined for the fixed-width times and for free text. The
 * compiler asks whether a literal could be mistaken for a field's next character, the matcher walks along them.
 */
export const SHAPE_CHARACTERS: Readonly<Partial<Record<TextReading, RegExp>>> = {
  digits: /[0-9-]/,
  decimal: /[0-9.-]/,
  msec: /[0-9.-]/,
  numbers: /[0-9-]/,
  decimals: /[0-9.-]/,
  words: /[A-Za-z0-9_-]/,
  addresses: /[A-Za-z0-9_.:/[\]-]/,
  token: /[^ \t"]/,
  column: /[^\t]/,
  bytes_clf: /[0-9-]/,
  nonzero: /[0-9-]/,
  millis: /[0-9.-]/,
  micros: /[0-9.-]/,
  ...Object.fromEntries(TIME_SHAPES.flatMap((s) => [`time_${s}`, `start_${s}`]).map((name) => [name, TIME_CHARACTERS])),
};

/** Readings whose items nginx joins with ', ' and ' : '. */
export function isList(reading: TextReading): boolean {
  return reading === 'numbers' || reading === 'decimals' || reading === 'words' || reading === 'addresses';
}

/** Fields that end where the next block begins; what they mean is sorted out when the value is read. */
export function isFree(reading: TextReading): boolean {
  return reading === 'text' || reading === 'url' || reading === 'capture';
}

/** The shape of a `time_` or `start_` reading; undefined for all others, nginx's own times too. */
export function timeShape(reading: TextReading): TimeShape | undefined {
  const shape = /^(?:time|start)_(.+)$/.exec(reading)?.[1];
  return TIME_SHAPES.find((known) => known === shape);
}

/**
 * Fields that keep their shape when a line is matched once more with every other field free: what is in them may contain
 * the very separators that free fields end at.
 */
export function isFirm(reading: TextReading): boolean {
  return reading === 'column' || timeShape(reading) !== undefined;
}

/** Readings that say more than a shape, a unit for example: free text cannot stand in for them. */
export function hasMeaning(reading: TextReading): boolean {
  return ['bytes_clf', 'nonzero', 'millis', 'micros'].includes(reading) || isFirm(reading);
}
